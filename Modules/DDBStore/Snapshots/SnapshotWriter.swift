import DDBBase
import DDBCompression
import DDBStorage

/// Writes an archive: the files of a table, then the manifest with its checksum.
struct SnapshotWriter {
    /// How much of a file is in memory at a time.
    private static let pieceByteCount = 1 << 20

    private let output: any BlobWriter
    private(set) var manifest: SnapshotManifest
    private(set) var byteCount = 0

    init(
        _ output: any BlobWriter, table: String, tableID: String, version: Int64, time: Instant
    ) {
        self.output = output
        manifest = SnapshotManifest(
            table: table, tableID: tableID, version: version, time: time)
    }

    /// The path in the archive of something in the table's folder.
    func path(_ relative: String) -> String { manifest.table + "/" + relative }

    /// Adds a file of the table, and returns its checksum.
    ///
    /// - Parameter path: The path in the table's folder.
    mutating func add(_ path: String, _ blob: any BlobReader) async throws -> UInt32 {
        try await begin(self.path(path), byteCount: blob.byteCount)
        var checksum: UInt32 = 0
        var offset = 0
        while offset < blob.byteCount {
            let count = min(Self.pieceByteCount, blob.byteCount - offset)
            let piece = try blob.read(offset: offset, count: count)
            checksum = unsafe FastCRC32.checksum(piece.span.bytes, continuing: checksum)
            try await append(piece)
            offset += count
        }
        try await end(self.path(path), byteCount: blob.byteCount, checksum)
        return checksum
    }

    /// Adds a file of the table that is in memory.
    mutating func add(_ path: String, _ bytes: [UInt8]) async throws {
        try await begin(self.path(path), byteCount: bytes.count)
        try await append(bytes)
        let checksum = unsafe FastCRC32.checksum(bytes.span.bytes)
        try await end(self.path(path), byteCount: bytes.count, checksum)
    }

    /// Adds the manifest and the end of the archive.
    mutating func finish() async throws {
        let bytes = manifest.bytes
        guard bytes.count <= SnapshotManifest.byteCountMax else {
            throw StoreError(.tooLarge, "The table has too many files for a snapshot; compact it.")
        }
        let checksum = unsafe FastCRC32.checksum(bytes.span.bytes)
        let digits = Array(SnapshotManifest.text(of: checksum).utf8)
        for (name, bytes) in [
            (SnapshotArchive.manifestName, bytes), (SnapshotArchive.checksumName, digits),
        ] {
            let header = try header(path(name), byteCount: bytes.count)
            try await append(header.bytes + bytes)
            try await append(Array(repeating: 0, count: header.paddingByteCount))
        }
        try await append(Array(repeating: 0, count: SnapshotArchive.endByteCount))
    }

    private func header(_ name: String, byteCount: Int) throws(StoreError) -> TarHeader {
        try TarHeader(
            name: name, byteCount: byteCount,
            modifiedSeconds: max(0, manifest.time.microseconds / 1_000_000))
    }

    private mutating func begin(_ name: String, byteCount: Int) async throws {
        guard manifest.files.count < SnapshotManifest.fileCountMax else {
            throw StoreError(
                .tooLarge,
                "The table has more than \(SnapshotManifest.fileCountMax) files; compact "
                    + "it first.")
        }
        try await append(header(name, byteCount: byteCount).bytes)
    }

    private mutating func end(
        _ name: String, byteCount: Int, _ checksum: UInt32
    ) async throws {
        let padding = try header(name, byteCount: byteCount).paddingByteCount
        if padding > 0 { try await append(Array(repeating: 0, count: padding)) }
        manifest.files.append(
            SnapshotManifest.File(name: name, byteCount: byteCount, checksum: checksum))
    }

    private mutating func append(_ bytes: [UInt8]) async throws {
        byteCount += bytes.count
        try await output.append(bytes)
    }
}
