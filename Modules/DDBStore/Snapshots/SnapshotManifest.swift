import DDBBase
import DDBJSON

/// What an archive of a table holds: its last file but one.
struct SnapshotManifest: Sendable, Hashable {
    /// One file of the table.
    struct File: Sendable, Hashable {
        /// The path in the archive.
        var name: String
        var byteCount: Int
        var checksum: UInt32
    }

    /// The most files of an archive.
    static let fileCountMax = 1_000_000
    /// The most bytes of a manifest.
    static let byteCountMax = 256 << 20
    private static let format = "ddbkit.snapshot"
    private static let formatVersion: Int64 = 1

    /// The table's name.
    var table: String
    /// The id of the table, which stays when the table is replaced and not when it is made anew;
    /// nil in archives that do not tell.
    var tableID: String?
    /// The version that the archive has.
    var version: Int64
    /// When it was made.
    var time: Instant
    /// The table's files in the order of the archive.
    var files: [File] = []

    init(table: String, tableID: String?, version: Int64, time: Instant) {
        self.table = table
        self.tableID = tableID
        self.version = version
        self.time = time
    }

    /// The JSON text.
    var bytes: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("format")
        writer.string(Self.format)
        writer.name("formatVersion")
        writer.integer(Self.formatVersion)
        writer.name("table")
        writer.string(table)
        if let tableID {
            writer.name("tableId")
            writer.string(tableID)
        }
        writer.name("version")
        writer.integer(version)
        writer.name("time")
        writer.string(time.iso8601)
        writer.name("files")
        writer.beginArray()
        for file in files {
            writer.beginObject()
            writer.name("name")
            writer.string(file.name)
            writer.name("bytes")
            writer.integer(file.byteCount)
            writer.name("crc32")
            writer.string(Self.text(of: file.checksum))
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return writer.takeBytes()
    }

    /// Eight hexadecimal digits.
    static func text(of checksum: UInt32) -> String {
        let digits = String(checksum, radix: 16)
        return String(repeating: "0", count: 8 - digits.utf8.count) + digits
    }

    /// Reads a text.
    ///
    /// - Throws: ``StoreError/Code/damaged``; ``StoreError/Code/unsupported`` where a newer version
    ///   wrote it.
    init(_ bytes: [UInt8]) throws(StoreError) {
        let value: JSONValue
        do {
            value = unsafe try JSONValue.parse(
                bytes.span.bytes,
                limits: JSONLimits(
                    byteCountMax: Self.byteCountMax, depthMax: 8,
                    valueCountMax: 8 * Self.fileCountMax))
        } catch {
            throw StoreError(.damaged, "The archive's manifest is not JSON.", cause: error)
        }
        guard value["format"]?.string == Self.format else {
            throw StoreError(.damaged, "The archive's manifest is of no snapshot of a table.")
        }
        guard value["formatVersion"]?.integer == Self.formatVersion else {
            throw StoreError(
                .unsupported, "The archive was made by a newer ddbkit; restore it with that.")
        }
        guard let table = value["table"]?.string, let version = value["version"]?.integer,
            let time = value["time"]?.string.flatMap({ Instant(iso8601: $0) }),
            let files = value["files"]?.array
        else { throw StoreError(.damaged, "The archive's manifest lacks members.") }
        self.init(
            table: table, tableID: value["tableId"]?.string, version: version, time: time)
        for file in files {
            guard let name = file["name"]?.string,
                let byteCount = file["bytes"]?.integer.flatMap({ Int(exactly: $0) }),
                let checksum = file["crc32"]?.string.flatMap({ UInt32($0, radix: 16) })
            else { throw StoreError(.damaged, "A file of the archive's manifest lacks members.") }
            self.files.append(File(name: name, byteCount: byteCount, checksum: checksum))
        }
    }
}
