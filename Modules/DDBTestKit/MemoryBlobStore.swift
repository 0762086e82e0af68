public import DDBBase
public import DDBStorage
import Synchronization

/// Keeps blobs in memory, with the contract of a real store.
public final class MemoryBlobStore: BlobStore {
    private struct Blob {
        var bytes: [UInt8]
        var modified: Instant
    }

    // Keyed by bytes: String would take two spellings of one accented letter for the same path.
    private let blobs = Mutex<[[UInt8]: Blob]>([:])
    private let time: any TimeSource
    private let pageEntryCountMax: Int

    /// Creates an empty store.
    ///
    /// - Parameters:
    ///   - time: Gives the blobs their times.
    ///   - pageEntryCountMax: How many entries a page of a listing has; small ones test paging.
    public init(time: any TimeSource = ManualTimeSource(), pageEntryCountMax: Int = 1000) {
        self.time = time
        self.pageEntryCountMax = pageEntryCountMax
    }

    /// Reads a blob, or a range of its bytes.
    public func read(_ path: String, range: Range<Int>?) async throws -> [UInt8] {
        let reader = try reader(path)
        let range = range ?? 0..<reader.byteCount
        return try reader.read(offset: range.lowerBound, count: range.count)
    }

    /// Opens a blob for many reads.
    public func openReader(_ path: String) async throws -> any BlobReader {
        try reader(path)
    }

    /// Tells the size and time of a blob, or nil where there is none.
    public func attributes(_ path: String) async throws -> BlobAttributes? {
        try BlobPath.validate(path)
        return blobs.withLock { blobs in
            blobs[Array(path.utf8)].map {
                BlobAttributes(byteCount: $0.bytes.count, modified: $0.modified)
            }
        }
    }

    /// Writes a blob whole.
    public func put(
        _ path: String, _ bytes: [UInt8], condition: PutCondition
    ) async throws -> PutOutcome {
        try BlobPath.validate(path)
        let blob = Blob(bytes: bytes, modified: time.now)
        return blobs.withLock { blobs in
            let key = Array(path.utf8)
            if condition == .ifAbsent, blobs[key] != nil { return .exists }
            blobs[key] = blob
            return .written
        }
    }

    /// Starts a blob that is written in pieces.
    public func makeWriter(_ path: String) async throws -> any BlobWriter {
        try BlobPath.validate(path)
        return MemoryBlobWriter(store: self, path: path)
    }

    /// Lists blobs, a page at a time.
    public func list(prefix: String, startingAfter: String?) async throws -> BlobPage {
        try BlobPath.validatePrefix(prefix)
        let start = startingAfter.map { Array($0.utf8) }
        let found = blobs.withLock { blobs in
            blobs.filter { key, _ in
                key.starts(with: prefix.utf8)
                    && (start.map { $0.lexicographicallyPrecedes(key) } ?? true)
            }
        }
        let ordered = found.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        let entries = ordered.prefix(pageEntryCountMax).map { key, blob in
            BlobEntry(
                path: String(decoding: key, as: UTF8.self),
                attributes: BlobAttributes(byteCount: blob.bytes.count, modified: blob.modified))
        }
        return BlobPage(
            entries: entries, next: ordered.count > entries.count ? entries.last?.path : nil)
    }

    /// Lists the folders directly below a folder.
    public func folders(in folder: String) async throws -> [String] {
        if !folder.isEmpty { try BlobPath.validate(folder) }
        let prefix = folder.isEmpty ? [] : Array(folder.utf8) + [UInt8(ascii: "/")]
        let names = blobs.withLock { blobs in
            Set(
                blobs.keys.compactMap { key -> [UInt8]? in
                    guard key.starts(with: prefix) else { return nil }
                    let rest = key.dropFirst(prefix.count)
                    return rest.firstIndex(of: UInt8(ascii: "/")).map { Array(rest[..<$0]) }
                })
        }
        return names.sorted { $0.lexicographicallyPrecedes($1) }
            .map { String(decoding: $0, as: UTF8.self) }
    }

    /// Deletes a blob.
    public func delete(_ path: String) async throws {
        try BlobPath.validate(path)
        blobs.withLock { $0[Array(path.utf8)] = nil }
    }

    /// The paths of all blobs, ordered by bytes.
    public var paths: [String] {
        blobs.withLock { $0.keys.sorted { $0.lexicographicallyPrecedes($1) } }
            .map { String(decoding: $0, as: UTF8.self) }
    }

    private func reader(_ path: String) throws -> MemoryBlobReader {
        try BlobPath.validate(path)
        guard let blob = blobs.withLock({ $0[Array(path.utf8)] }) else {
            throw StorageError(
                .notFound, "Cannot open '\(path)': it does not exist; check the path.", path: path)
        }
        return MemoryBlobReader(bytes: blob.bytes, path: path)
    }
}

private struct MemoryBlobReader: BlobReader {
    let bytes: [UInt8]
    let path: String

    var byteCount: Int { bytes.count }

    func read(offset: Int, count: Int, into buffer: inout [UInt8]) throws {
        try checkRange(offset: offset, count: count, path: path)
        buffer.removeAll(keepingCapacity: true)
        buffer.append(contentsOf: bytes[offset..<offset + count])
    }
}

private final class MemoryBlobWriter: BlobWriter {
    private let store: MemoryBlobStore
    private let path: String
    private let bytes = Mutex<[UInt8]?>([])

    init(store: MemoryBlobStore, path: String) {
        self.store = store
        self.path = path
    }

    func append(_ more: [UInt8]) async throws {
        let isOpen = bytes.withLock { bytes in
            bytes?.append(contentsOf: more)
            return bytes != nil
        }
        if !isOpen { throw closed() }
    }

    func finish() async throws {
        let whole = bytes.withLock { bytes in
            defer { bytes = nil }
            return bytes
        }
        guard let whole else { throw closed() }
        _ = try await store.put(path, whole, condition: .always)
    }

    func abandon() async {
        bytes.withLock { $0 = nil }
    }

    private func closed() -> StorageError {
        StorageError(.closed, "The writer of '\(path)' is closed; make another.", path: path)
    }
}
