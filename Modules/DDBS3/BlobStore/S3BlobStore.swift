import DDBBase
public import DDBStorage

/// Keeps blobs as objects below a prefix of a bucket.
///
/// ```swift
/// let store = S3BlobStore(client: s3, bucket: "lake", prefix: "tables")
/// try await store.put("orders/_delta_log/00000000000000000000.json", bytes, condition: .ifAbsent)
/// ```
///
/// Of many that put one path if it is absent exactly one writes: S3 decides by `If-None-Match`, and
/// where an answer was lost the blob is read back. Every blob carries a mark of the write that made
/// it, so that a store knows its own again.
///
/// Keys that are no path of a store, such as the `folder/` markers of consoles, do not show.
public struct S3BlobStore: BlobStore {
    /// The bucket.
    public let bucket: String
    /// How much it holds and does at once.
    public let settings: S3BlobStoreSettings
    let client: S3Client
    /// What keys begin with: empty, or with `/` at the end.
    let root: String
    let requests: FlightLimiter
    let bytes: FlightLimiter

    /// The name of the metadata that holds the mark of a write.
    static let markName = "ddbkit-write"

    /// Creates a store.
    ///
    /// - Parameters:
    ///   - prefix: The folder below which blobs lie, with or without `/` around it; empty for the
    ///     bucket itself.
    /// - Throws: `StorageError` with the code `invalidPath` where the prefix is none.
    public init(
        client: S3Client, bucket: String, prefix: String = "",
        settings: S3BlobStoreSettings = S3BlobStoreSettings()
    ) throws(StorageError) {
        var folder = prefix[...]
        while folder.utf8.first == UInt8(ascii: "/") { folder.removeFirst() }
        while folder.utf8.last == UInt8(ascii: "/") { folder.removeLast() }
        if !folder.isEmpty { try BlobPath.validate(String(folder)) }
        self.client = client
        self.bucket = bucket
        self.settings = settings
        root = folder.isEmpty ? "" : folder + "/"
        requests = FlightLimiter(capacity: settings.requestsMax)
        bytes = FlightLimiter(capacity: settings.inFlightBytesMax)
    }

    /// Reads a blob, or a range of its bytes.
    ///
    /// - Throws: also `StorageError` with the code `tooLarge` beyond
    ///   ``S3BlobStoreSettings/readBytesMax``, and `changed` where the blob is replaced meanwhile.
    public func read(_ path: String, range: Range<Int>?) async throws -> [UInt8] {
        let key = try key(of: path)
        return try await read(key, path, range: range, etag: nil, versionID: nil)
    }

    /// Tells the size and time of a blob, or nil where there is none.
    public func attributes(_ path: String) async throws -> BlobAttributes? {
        try await head(key(of: path), path).map { head in
            guard let modified = head.modified else {
                throw StorageError(
                    .failed, "S3 does not tell when '\(path)' in bucket '\(bucket)' was written.",
                    path: path)
            }
            return BlobAttributes(byteCount: head.byteCount, modified: modified)
        }
    }

    /// Opens a blob for many reads at any offset.
    ///
    /// A blob up to ``S3BlobStoreSettings/readerBytesMax`` is read at once. A larger one is read by
    /// its version, or, in buckets that keep none, by the tag of its content: where it is replaced
    /// or deleted meanwhile, reads throw `StorageError` with the code `changed`.
    public func openReader(_ path: String) async throws -> any BlobReader {
        let key = try key(of: path)
        var attempt = 1
        while true {
            do {
                return try await openReader(key, path)
            } catch let error as StorageError
                where error.code == .changed && attempt < Self.openAttemptsMax
            {
                // Somebody replaced it between its head and its bytes.
                attempt += 1
            }
        }
    }

    /// How often a blob is opened that is replaced again and again meanwhile.
    private static let openAttemptsMax = 5

    private func openReader(_ key: String, _ path: String) async throws -> any BlobReader {
        guard let head = try await head(key, path) else { throw absent(path) }
        guard head.etag != nil || head.versionID != nil else {
            throw StorageError(
                .unsupported,
                "The store behind bucket '\(bucket)' tells no tag of '\(path)', so reads could mix "
                    + "two contents.", path: path)
        }
        guard head.byteCount <= settings.readerBytesMax else {
            return S3BlobReader(store: self, key: key, path: path, head: head)
        }
        let bytes = try await read(
            key, path, range: nil, etag: head.etag, versionID: head.versionID)
        return HeldBlobReader(bytes: bytes, path: path)
    }

    /// Deletes a blob; one that is not there is no error.
    public func delete(_ path: String) async throws {
        let key = try key(of: path)
        try await mapped(path, writes: true) {
            try await requests.perform(weight: 1) {
                try await client.deleteObject(DeleteObjectRequest(bucket: bucket, key: key))
            }
        }
    }

    /// The key of a path.
    func key(of path: String) throws(StorageError) -> String {
        try BlobPath.validate(path)
        let key = root + path
        guard key.utf8.count <= 1024 else {
            throw StorageError(
                .invalidPath,
                "The path '\(path)' below '\(root)' is longer than the 1024 bytes of a key of S3.",
                path: path)
        }
        return key
    }

    /// What S3 tells of a blob, or nil where there is none.
    func head(_ key: String, _ path: String) async throws -> ObjectHead? {
        do {
            return try await mapped(path) {
                try await requests.perform(weight: 1) {
                    try await client.headObject(HeadObjectRequest(bucket: bucket, key: key))
                }
            }
        } catch let error as StorageError where error.code == .notFound {
            return nil
        }
    }

    func absent(_ path: String) -> StorageError {
        StorageError(
            .notFound,
            "There is no '\(path)' in bucket '\(bucket)'; check the path and the prefix.",
            path: path)
    }

    /// Reads a range whose end is known, or all.
    func read(
        _ key: String, _ path: String, range: Range<Int>?, etag: String?, versionID: String?
    ) async throws -> [UInt8] {
        if let range, range.isEmpty || range.lowerBound < 0 {
            return try await readNothing(key, path, range)
        }
        let request = GetObjectRequest(
            bucket: bucket, key: key, range: range.map { .bytes($0) },
            ifMatch: versionID == nil ? etag : nil, versionID: versionID)
        return try await mapped(path) {
            try await requests.perform(weight: 1) {
                let reader = try await client.openObject(request)
                if let range, reader.range != range {
                    reader.abandon()
                    throw outOfRange(path, range, reader.head.byteCount)
                }
                guard reader.range.count <= settings.readBytesMax else {
                    reader.abandon()
                    throw StorageError(
                        .tooLarge,
                        "'\(path)' in bucket '\(bucket)' has \(reader.range.count) bytes, more than "
                            + "the \(settings.readBytesMax) that are read at once; read ranges.",
                        path: path)
                }
                return try await bytes.perform(weight: reader.range.count) {
                    try await collect(reader)
                }
            }
        }
    }

    /// S3 has no range of nothing, so only the size is looked at.
    private func readNothing(
        _ key: String, _ path: String, _ range: Range<Int>
    ) async throws -> [UInt8] {
        guard let head = try await head(key, path) else { throw absent(path) }
        guard range.lowerBound >= 0, range.upperBound <= head.byteCount else {
            throw outOfRange(path, range, head.byteCount)
        }
        return []
    }

    private func collect(_ reader: S3ObjectReader) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(reader.range.count)
        while let piece = try await reader.next() { bytes += piece }
        return bytes
    }

    private func outOfRange(_ path: String, _ range: Range<Int>, _ size: Int) -> StorageError {
        StorageError(
            .outOfRange,
            "'\(path)' has \(size) bytes, and \(range.count) at \(range.lowerBound) were asked for; "
                + "it is shorter than what refers to it says.", path: path)
    }

    /// Says errors of S3 in terms of stores.
    func mapped<Value>(
        _ path: String, writes: Bool = false, _ work: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await work()
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw StorageError(error, path, bucket, writes: writes)
        }
    }
}
