/// A store in which one writer can keep others out of a folder.
public protocol LockingBlobStore: BlobStore {
    /// Takes the lock that a file stands for, making the file where it is absent.
    ///
    /// - Throws: ``StorageError/Code/locked`` where somebody holds it.
    func lock(_ path: String) async throws -> FolderLock

    /// Deletes what writers that died have left unfinished below a folder.
    ///
    /// - Returns: How many files were deleted.
    func reclaimOrphans(in folder: String) async throws -> Int

    /// Removes a folder, and those below it, as far as nothing is in them.
    func removeEmptyFolders(in folder: String) async throws
}

extension LockingBlobStore {
    /// Does nothing: a store without folders has no empty ones.
    public func removeEmptyFolders(in folder: String) async throws {}
}
