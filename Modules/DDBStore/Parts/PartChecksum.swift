import DDBCompression
import DDBStorage

/// The checksum of a whole part, in a tag of its file in the log.
///
/// Pages have checksums of their own; this one covers what lies between and behind them: headers,
/// indexes, bounds and the footer.
struct PartChecksum: Hashable, Sendable {
    /// The tag: eight hexadecimal digits of CRC-32.
    static let tag = "ddbkit.crc32"

    private static let chunkBytes = 1 << 20

    private var value: UInt32 = 0

    mutating func add(_ bytes: [UInt8]) {
        value = unsafe FastCRC32.checksum(bytes.span.bytes, continuing: value)
    }

    /// The text of the tag.
    var text: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 8 - digits.utf8.count) + digits
    }

    /// The checksum of a file.
    init(of blob: any BlobReader) throws {
        var offset = 0
        while offset < blob.byteCount {
            let count = min(Self.chunkBytes, blob.byteCount - offset)
            add(try blob.read(offset: offset, count: count))
            offset += count
        }
    }

    init() {}
}
