#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

extension LocalBlobStore {
    /// Deletes the temporary files that processes left that died while writing.
    ///
    /// A file whose writer lives is locked by it and stays. It may be called at any time, by
    /// anyone.
    ///
    /// - Parameter folder: Where to look, with all folders below; empty for the whole store.
    /// - Returns: How many files were deleted.
    public func reclaimOrphans(in folder: String = "") async throws -> Int {
        if !folder.isEmpty { try BlobPath.validate(folder) }
        let path = folder.isEmpty ? root : root + "/" + folder
        return try await onPool(pool) { try reclaim(path, depth: 0) }
    }

    /// Removes a folder, and those below it, as far as nothing is in them.
    ///
    /// Whoever is about to write into one makes it again.
    public func removeEmptyFolders(in folder: String) async throws {
        let path = try absolute(folder)
        defer { forgetDurableFolders() }
        try await onPool(pool) { try removeEmpty(path, depth: 0) }
    }
}

private func removeEmpty(_ folder: String, depth: Int) throws(StorageError) {
    guard depth < LocalBlobStore.folderDepthMax,
        let entries = try folderEntries(folder, keepsTemporaryFiles: true)
    else { return }
    for entry in entries where !entry.isSymbolicLink && entry.isFolder {
        let path = folder + "/" + String(decoding: entry.sortKey, as: UTF8.self)
        try removeEmpty(String(path.dropLast()), depth: depth + 1)
    }
    let fault = removeFolder(folder)
    if [0, ENOENT, ENOTEMPTY, EEXIST].contains(fault) { return }
    throw .system(fault, .remove, folder)
}

private func reclaim(_ folder: String, depth: Int) throws(StorageError) -> Int {
    guard depth < LocalBlobStore.folderDepthMax,
        let entries = try folderEntries(folder, keepsTemporaryFiles: true)
    else { return 0 }
    var count = 0
    for entry in entries where !entry.isSymbolicLink {
        let path = folder + "/" + String(decoding: entry.sortKey, as: UTF8.self)
        if entry.isFolder {
            count += try reclaim(String(path.dropLast()), depth: depth + 1)
        } else if entry.sortKey.starts(with: TemporaryFile.prefix.utf8),
            try reclaimFile(path)
        {
            count += 1
        }
    }
    return count
}

private func reclaimFile(_ path: String) throws(StorageError) -> Bool {
    do {
        let file = try FileDescriptor.open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
        guard try file.tryLock() else { return false }
        // Unlinked under the lock: a writer that just made the file sees that it lost it.
        return unlinkFile(path) == 0
    } catch {
        // Without locks nobody can tell whether the writer lives.
        if error.code == .notFound || error.code == .unsupported { return false }
        throw error
    }
}
