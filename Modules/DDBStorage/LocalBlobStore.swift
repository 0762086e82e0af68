public import DDBBase
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Keeps blobs as files in a folder.
///
/// A blob is written to a temporary file in its own folder, made durable (`fsync`), given its name
/// by `link` or `rename`, and its folder made durable. The temporary file of a process that died is
/// never listed, and ``reclaimOrphans(in:)`` deletes it. The folder, and those inside it, are made
/// when the first blob is written.
///
/// ```swift
/// let store = LocalBlobStore(root: "/data/store", pool: pool)
/// let outcome = try await store.put("orders/a", bytes, condition: .ifAbsent)   // .written
/// ```
public final class LocalBlobStore: LockingBlobStore {
    /// The most entries of one page of a listing.
    public static let pageEntryCountMax = 1000
    /// The most entries that a folder may have and still be listed.
    public static let folderEntryCountMax = 10_000_000
    /// How deep folders may lie in each other.
    public static let folderDepthMax = 64
    /// How many folders are remembered to be durable; past it all are forgotten.
    private static let rememberedFolderCountMax = 4096

    /// The folder.
    public let root: String

    let pool: ThreadPool
    let random: any RandomSource
    private let mode: mode_t
    private let durableFolders = Mutex<Set<String>>([])

    /// Creates a store over a folder, which need not exist yet; touches nothing.
    ///
    /// - Parameters:
    ///   - root: The path of the folder, absolute or relative to the process's working folder.
    ///   - pool: The threads on which calls to the system block.
    ///   - random: Names temporary files.
    ///   - isPrivate: Whether nobody but the process's user may read the blobs that are written;
    ///     otherwise its mask decides.
    public init(
        root: String, pool: ThreadPool, random: any RandomSource = SystemRandomSource(),
        isPrivate: Bool = false
    ) {
        var trimmed = root
        while trimmed.utf8.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
        self.root = trimmed.isEmpty ? "." : trimmed
        self.pool = pool
        self.random = random
        mode = isPrivate ? 0o600 : 0o666
    }

    /// Reads a blob, or a range of its bytes.
    public func read(_ path: String, range: Range<Int>?) async throws -> [UInt8] {
        let name = try absolute(path)
        return try await onPool(pool) {
            let reader = try LocalBlobReader(path: name)
            let range = range ?? 0..<reader.byteCount
            return try reader.read(offset: range.lowerBound, count: range.count)
        }
    }

    /// Opens a blob for many reads.
    public func openReader(_ path: String) async throws -> any BlobReader {
        let name = try absolute(path)
        return try await onPool(pool) { try LocalBlobReader(path: name) }
    }

    /// Tells the size and time of a blob, or nil where there is none.
    public func attributes(_ path: String) async throws -> BlobAttributes? {
        let name = try absolute(path)
        return try await onPool(pool) {
            guard let status = try status(of: name), status.isFile else { return nil }
            return BlobAttributes(status)
        }
    }

    /// Writes a blob whole.
    public func put(
        _ path: String, _ bytes: [UInt8], condition: PutCondition
    ) async throws -> PutOutcome {
        let name = try absolute(path)
        return try await onPool(pool) {
            if condition == .ifAbsent, try status(of: name)?.isFile == true { return .exists }
            let file = try self.makeTemporaryFile(path)
            unsafe try file.write(bytes.span.bytes)
            return try file.publish(condition)
        }
    }

    /// Starts a blob that is written in pieces.
    public func makeWriter(_ path: String) async throws -> any BlobWriter {
        try BlobPath.validate(path)
        return try await onPool(pool) {
            LocalBlobWriter(file: try self.makeTemporaryFile(path), path: path, pool: self.pool)
        }
    }

    /// Deletes a blob.
    public func delete(_ path: String) async throws { try await delete([path]) }

    /// Deletes blobs, then makes durable that they are gone, once for each folder.
    public func delete(_ paths: [String]) async throws {
        for path in paths { try BlobPath.validate(path) }
        try await onPool(pool) {
            var folders: Set<String> = []
            for path in paths {
                let name = self.root + "/" + path
                let fault = unlinkFile(name)
                if fault == ENOENT || fault == ENOTDIR { continue }
                if fault != 0 { throw StorageError.system(fault, .remove, name) }
                folders.insert(self.split(path).folder)
            }
            for folder in folders.sorted() {
                do {
                    try syncFolder(folder)
                } catch let error as StorageError where error.code == .notFound {
                    // The folder went too, and with it the names.
                }
            }
        }
    }

    /// The path that the system knows a checked path by.
    func absolute(_ path: String) throws(StorageError) -> String {
        try BlobPath.validate(path)
        return root + "/" + path
    }

    /// Makes the folder in which a path lies.
    func prepareFolder(of path: String) throws(StorageError) {
        try makeDurable(split(path).folder)
    }

    private func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return (root, path) }
        return (root + "/" + path[..<slash], String(path[path.utf8.index(after: slash)...]))
    }

    private func makeTemporaryFile(_ path: String) throws(StorageError) -> TemporaryFile {
        let (folder, name) = split(path)
        do {
            try makeDurable(folder)
            return try TemporaryFile(folder: folder, name: name, mode: mode, random: random)
        } catch {
            // Somebody may have deleted the folder, or one above it, since it was found durable.
            guard error.code == .notFound else { throw error }
            forgetDurableFolders()
            try makeDurable(folder)
            return try TemporaryFile(folder: folder, name: name, mode: mode, random: random)
        }
    }

    /// Forgets which folders were found durable, since some were removed.
    func forgetDurableFolders() { durableFolders.withLock { $0.removeAll() } }

    /// Makes a folder and those above it, and their names durable.
    ///
    /// A folder of the store that exists may have been made by a process that died before making
    /// its name durable, so the first visit syncs even then. What lies above the root is synced
    /// only where it is made here.
    private func makeDurable(_ folder: String) throws(StorageError) {
        if durableFolders.withLock({ $0.contains(folder) }) { return }
        let parent = Self.parent(of: folder)
        let isRoot = folder.utf8.elementsEqual(root.utf8)
        if isRoot {
            if try status(of: folder) == nil, let parent { try makeParents(parent) }
        } else if let parent {
            try makeDurable(parent)
        }
        let fault = makeFolder(folder)
        if fault == EEXIST {
            guard try status(of: folder)?.isFolder == true else {
                throw .system(ENOTDIR, .makeFolder, folder)
            }
        } else if fault != 0 {
            throw .system(fault, .makeFolder, folder)
        }
        if let parent, fault == 0 || !isRoot { try syncFolder(parent) }
        durableFolders.withLock { folders in
            if folders.count >= Self.rememberedFolderCountMax { folders.removeAll() }
            folders.insert(folder)
        }
    }

    private func makeParents(_ folder: String) throws(StorageError) {
        if try status(of: folder) != nil { return }
        let parent = Self.parent(of: folder)
        if let parent { try makeParents(parent) }
        let fault = makeFolder(folder)
        if fault != 0 && fault != EEXIST { throw .system(fault, .makeFolder, folder) }
        if let parent { try syncFolder(parent) }
    }

    private static func parent(of folder: String) -> String? {
        guard let slash = folder.utf8.lastIndex(of: UInt8(ascii: "/")) else {
            return folder == "." ? nil : "."
        }
        let parent = String(folder[..<slash])
        return parent.isEmpty ? (folder.utf8.count > 1 ? "/" : nil) : parent
    }
}

extension BlobAttributes {
    init(_ status: stat) {
        #if canImport(Darwin)
        let time = status.st_mtimespec
        #else
        let time = status.st_mtim
        #endif
        self.init(
            byteCount: Int(status.st_size),
            modified: Instant(
                microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000))
    }
}

/// Runs work that blocks on a thread of the pool, whatever actor the caller is on.
@concurrent
func onPool<Value: Sendable>(
    _ pool: ThreadPool, _ work: @Sendable () throws -> Value
) async throws -> Value {
    try await withTaskExecutorPreference(pool) { try work() }
}
