/// A field that follows the last chunk of a body.
public enum ChunkTrailer: Sendable, Hashable {
    /// `x-amz-checksum-crc32`, computed while the body passes.
    case crc32
    /// `x-amz-checksum-sha256`, computed while the body passes.
    case sha256
    /// A checksum that the caller knows, such as `x-amz-checksum-crc32c`; the value as it is sent.
    case known(name: String, value: String)

    /// The name of the field.
    public var name: String {
        switch self {
        case .crc32: "x-amz-checksum-crc32"
        case .sha256: "x-amz-checksum-sha256"
        case .known(let name, _): name
        }
    }

    /// The size of the value: base64 of 4 or 32 bytes, or what the caller gave.
    var valueByteCount: Int {
        switch self {
        case .crc32: 8
        case .sha256: 44
        case .known(_, let value): value.utf8.count
        }
    }
}
