import DDBCompression
import DDBStorage

/// Reads an archive of a table, which may come from anywhere.
///
/// Nothing of it is used before everything was checked: the form of every header, the manifest's
/// checksum, that names and sizes are the manifest's, the checksum of every file, the zeros between
/// and behind them. It blocks the calling thread.
struct SnapshotArchive: Sendable {
    /// The manifest's path in the table's folder.
    static let manifestName = "_ddbkit/snapshot.json"
    /// The path of the manifest's checksum.
    static let checksumName = "_ddbkit/snapshot.crc32"
    /// Two empty blocks end an archive.
    static let endByteCount = 2 * TarHeader.blockByteCount
    /// How much of a file is in memory at a time.
    static let pieceByteCount = 1 << 20

    /// A file of the table.
    struct Entry: Sendable {
        /// The path in the table's folder.
        var path: String
        var byteCount: Int
        var checksum: UInt32
        /// Where its contents begin.
        var offset: Int
    }

    let manifest: SnapshotManifest
    /// The files of the table.
    let entries: [Entry]
    private let blob: any BlobReader

    /// Reads and checks an archive, all of it.
    ///
    /// - Throws: ``StoreError/Code/damaged`` where anything is not as it was written.
    init(_ blob: any BlobReader) throws {
        self.blob = blob
        let files: [Place]
        (manifest, files) = try Self.outline(of: blob)
        let root = manifest.table + "/"
        guard files.count == manifest.files.count else {
            throw Self.damaged(
                "it has \(files.count) files and its manifest \(manifest.files.count)")
        }
        var entries: [Entry] = []
        var paths: Set<[UInt8]> = []
        for (file, told) in zip(files, manifest.files) {
            guard file.header.name.utf8.elementsEqual(told.name.utf8),
                file.header.byteCount == told.byteCount, told.name.hasPrefix(root)
            else { throw Self.damaged("a file is not the one that the manifest names there") }
            let path = String(told.name.dropFirst(root.count))
            try Self.checkPath(path)
            guard paths.insert(Array(path.utf8)).inserted else {
                throw Self.damaged("it has a file twice")
            }
            entries.append(
                Entry(
                    path: path, byteCount: told.byteCount, checksum: told.checksum,
                    offset: file.offset))
        }
        self.entries = entries
        for entry in entries {
            guard try Self.checksum(blob, entry.offset, entry.byteCount) == entry.checksum else {
                throw Self.damaged("the checksum of '\(entry.path)' differs")
            }
        }
    }

    /// Reads the manifest of an archive, and checks nothing of its files but their headers.
    ///
    /// - Throws: ``StoreError/Code/damaged`` where the manifest or a header is.
    static func manifest(of blob: any BlobReader) throws -> SnapshotManifest {
        try outline(of: blob).manifest
    }

    /// The contents of a small file.
    func bytes(of entry: Entry) throws -> [UInt8] {
        try blob.read(offset: entry.offset, count: entry.byteCount)
    }

    /// The pieces of a file, one after the other.
    func read(_ entry: Entry, at offset: Int) throws -> [UInt8] {
        let count = min(Self.pieceByteCount, entry.byteCount - offset)
        return try blob.read(offset: entry.offset + offset, count: count)
    }

    static func damaged(_ reason: String) -> StoreError {
        StoreError(
            .damaged,
            "The archive is damaged or was not made by `ddbkit store snapshot`: \(reason). "
                + "Nothing was restored; copy it again.")
    }

    private struct Place {
        var header: TarHeader
        var offset: Int
    }

    /// Goes from header to header.
    private static func files(in blob: any BlobReader) throws -> [Place] {
        let block = TarHeader.blockByteCount
        var files: [Place] = []
        var offset = 0
        while true {
            guard offset + block <= blob.byteCount else { throw damaged("it ends too early") }
            let bytes = try blob.read(offset: offset, count: block)
            guard let header = TarHeader(bytes) else {
                guard bytes.allSatisfy({ $0 == 0 }) else {
                    throw damaged("at byte \(offset) is no header of a plain file")
                }
                break
            }
            offset += block
            let end = offset + header.byteCount
            guard end + header.paddingByteCount + endByteCount <= blob.byteCount else {
                throw damaged("it ends too early")
            }
            let padding = try blob.read(offset: end, count: header.paddingByteCount)
            guard padding.allSatisfy({ $0 == 0 }) else {
                throw damaged("bytes behind a file are not zero")
            }
            files.append(Place(header: header, offset: offset))
            guard files.count <= SnapshotManifest.fileCountMax + 2 else {
                throw damaged("it has more than \(SnapshotManifest.fileCountMax) files")
            }
            offset = end + header.paddingByteCount
        }
        guard offset + endByteCount == blob.byteCount,
            try blob.read(offset: offset, count: endByteCount).allSatisfy({ $0 == 0 })
        else { throw damaged("it does not end as it should") }
        return files
    }

    /// The manifest, and where the files of the table lie.
    private static func outline(
        of blob: any BlobReader
    ) throws -> (manifest: SnapshotManifest, files: [Place]) {
        var files = try files(in: blob)
        guard files.count >= 2 else { throw damaged("it has no manifest") }
        let checksum = files.removeLast()
        let listing = files.removeLast()
        let manifest = try manifest(blob, listing, checksum)
        let root = manifest.table + "/"
        guard listing.header.name == root + manifestName,
            checksum.header.name == root + checksumName
        else { throw damaged("its last files are not a manifest") }
        return (manifest, files)
    }

    private static func manifest(
        _ blob: any BlobReader, _ listing: Place, _ checksum: Place
    ) throws -> SnapshotManifest {
        guard listing.header.byteCount <= SnapshotManifest.byteCountMax,
            checksum.header.byteCount == 8
        else { throw damaged("its manifest has an impossible size") }
        let bytes = try blob.read(offset: listing.offset, count: listing.header.byteCount)
        let told = try blob.read(offset: checksum.offset, count: checksum.header.byteCount)
        let found = SnapshotManifest.text(of: unsafe FastCRC32.checksum(bytes.span.bytes))
        guard told == Array(found.utf8) else { throw damaged("its manifest's checksum differs") }
        return try SnapshotManifest(bytes)
    }

    /// Checks that a file lies where a table's files may.
    private static func checkPath(_ path: String) throws {
        do {
            try BlobPath.validate(path)
        } catch {
            throw damaged("it has a file at a path that is refused")
        }
        // Delta tables have nothing hidden but the log and the folders of partitions.
        let first = path.utf8.prefix { $0 != UInt8(ascii: "/") }
        let isHidden = first.first == UInt8(ascii: "_") || first.first == UInt8(ascii: ".")
        guard !isHidden || RestoredFiles.isLog(path) || first.contains(UInt8(ascii: "=")) else {
            throw damaged("it has a file where tables have none")
        }
    }

    private static func checksum(
        _ blob: any BlobReader, _ start: Int, _ byteCount: Int
    ) throws -> UInt32 {
        var checksum: UInt32 = 0
        var buffer: [UInt8] = []
        var offset = 0
        while offset < byteCount {
            let count = min(pieceByteCount, byteCount - offset)
            try blob.read(offset: start + offset, count: count, into: &buffer)
            checksum = unsafe FastCRC32.checksum(buffer.span.bytes, continuing: checksum)
            offset += count
        }
        return checksum
    }
}
