import DDBJSON

/// The hint `_last_checkpoint`: where the listing of a log may begin.
///
/// It may be stale, absent or broken; then the whole log is listed.
struct LastCheckpoint: Hashable {
    /// The name of the hint in the table's folder.
    static let path = LogPath.folder + "/_last_checkpoint"
    /// A hint of more bytes is passed over; it can hold the schema of a checkpoint.
    static let byteCountMax = 16 << 20

    var version: Int64
    /// How many actions the checkpoint has.
    var actionCount: Int
    var byteCount: Int
    var fileCount: Int

    /// The bytes of the hint.
    var bytes: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.entry("version", version)
        writer.entry("size", Int64(actionCount))
        writer.entry("sizeInBytes", Int64(byteCount))
        writer.entry("numOfAddFiles", Int64(fileCount))
        writer.endObject()
        return writer.takeBytes()
    }

    /// The version that a hint names, or nil where it is broken.
    static func version(in bytes: [UInt8]) -> Int64? {
        // Whatever is wrong with a hint, the listing tells the truth.
        guard let hint = try? unsafe JSONValue.parse(bytes.span.bytes),
            let version = hint["version"]?.integer, (0...LogPath.versionMax).contains(version)
        else { return nil }
        return version
    }
}
