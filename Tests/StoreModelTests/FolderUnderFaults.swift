import DDBStorage

/// A folder of this machine, whose calls for blobs go past a store that fails them.
///
/// Locks, and where the key index lies, are the folder's own.
struct FolderUnderFaults: LockingBlobStore, LocalFolderStore {
    let folder: LocalBlobStore
    /// Fails calls, and makes the others of the folder.
    let calls: any BlobStore

    var root: String { folder.root }

    func lock(_ path: String) async throws -> FolderLock { try await folder.lock(path) }

    func reclaimOrphans(in path: String) async throws -> Int {
        try await folder.reclaimOrphans(in: path)
    }

    func read(_ path: String, range: Range<Int>?) async throws -> [UInt8] {
        try await calls.read(path, range: range)
    }

    func openReader(_ path: String) async throws -> any BlobReader {
        try await calls.openReader(path)
    }

    func attributes(_ path: String) async throws -> BlobAttributes? {
        try await calls.attributes(path)
    }

    func put(
        _ path: String, _ bytes: [UInt8], condition: PutCondition
    ) async throws -> PutOutcome {
        try await calls.put(path, bytes, condition: condition)
    }

    func makeWriter(_ path: String) async throws -> any BlobWriter {
        try await calls.makeWriter(path)
    }

    func list(prefix: String, startingAfter: String?) async throws -> BlobPage {
        try await calls.list(prefix: prefix, startingAfter: startingAfter)
    }

    func folders(in folder: String) async throws -> [String] {
        try await calls.folders(in: folder)
    }

    func delete(_ path: String) async throws { try await calls.delete(path) }
}
