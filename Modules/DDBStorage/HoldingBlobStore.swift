/// A store in which a process can say that it is there: by a file that is held while it lives.
///
/// Anybody may hold as many files as he likes and look at those of others; nobody waits for
/// anybody.
public protocol HoldingBlobStore: BlobStore {
    /// Makes a file and holds it; it appears whole and held, and goes when the object is dropped.
    ///
    /// The file is not made durable: no holder survives a power failure.
    ///
    /// - Parameters:
    ///   - path: A path that nothing is at. Of its folder only the last part is made.
    ///   - contents: What others are to read in it.
    /// - Throws: ``StorageError/Code/unsupported`` where the file system has no locks; another
    ///   error where something is at the path.
    func hold(_ path: String, _ contents: [UInt8]) async throws -> HeldFile

    /// The contents of the files in a folder that are held, in no order; those that nobody holds
    /// are deleted.
    ///
    /// A file that is being rewritten may be read empty or in part.
    func heldContents(in folder: String) async throws -> [[UInt8]]
}
