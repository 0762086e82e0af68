/// One data file of an export, as `manifest-files.json` names it.
public struct ExportFile: Sendable, Hashable {
    /// The key in the bucket that the export was written to.
    public let key: String
    /// The path in the store that holds the export now.
    public let path: String
    /// How many items it has.
    public let itemCount: Int64
    /// The MD5 of the compressed file, 16 bytes; nil where the manifest has none.
    public let md5: [UInt8]?
    /// The entity tag that S3 gave the file.
    public let etag: String?
    /// The size of the compressed file.
    public let byteCount: Int
}
