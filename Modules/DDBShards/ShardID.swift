public import DDBBase

/// Names a shard of a stream, such as `shardId-00000001414562045508-2bac9cd2`.
///
/// DynamoDB Streams writes the moment of creation into the name, in milliseconds and 20 digits;
/// names of Kinesis (`shardId-000000000000`) tell none.
public struct ShardID: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The most bytes of a name; Kinesis allows 128, DynamoDB 65.
    public static let byteCountMax = 128

    /// The name.
    public let text: String

    /// Takes a name of 1 to 128 letters, digits, `_`, `.` and `-`; nil where text is anything else.
    public init?(_ text: String) {
        let isName = text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
            default: false
            }
        }
        guard isName, !text.isEmpty, text.utf8.count <= Self.byteCountMax else { return nil }
        self.text = text
    }

    /// When the shard was made, by its name; nil where the name does not tell.
    public var createdAt: Instant? {
        let prefix = "shardId-".utf8
        let bytes = text.utf8
        guard bytes.count >= prefix.count + 21, bytes.starts(with: prefix) else { return nil }
        var milliseconds: Int64 = 0
        var index = bytes.index(bytes.startIndex, offsetBy: prefix.count)
        for _ in 0..<20 {
            let byte = bytes[index]
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            let (product, overflow) = milliseconds.multipliedReportingOverflow(by: 10)
            let (sum, tooLarge) = product.addingReportingOverflow(Int64(byte - 0x30))
            guard !overflow, !tooLarge else { return nil }
            milliseconds = sum
            index = bytes.index(after: index)
        }
        guard bytes[index] == 0x2D else { return nil }
        return Instant(milliseconds: milliseconds)
    }

    /// The name.
    public var description: String { text }

    /// Orders by the bytes of the name, as listings do.
    public static func < (left: ShardID, right: ShardID) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
}
