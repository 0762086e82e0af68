import DDBBase

/// The frames that records lie in.
///
/// ```
/// snapshot = *frame
/// log      = end *( *frame end )
/// end      = frame with the tag 0 and no record
/// frame    = byte count of the body (4 bytes, little-endian), CRC-32 of the body (4 bytes), body
/// body     = tag of the room (1 byte), record
/// ```
/// What lies between two ends of a log was written at once, and begins and ends where no change was
/// half done: of what has no end nothing was acknowledged, and nothing of it counts. Logs that do
/// not begin with an end are those of versions that wrote none, where each frame counts.
enum RecordFrame {
    /// The most bytes of a body: two images of an item, every byte escaped, and more.
    static let bodyBytesMax = 64 << 20
    static let headBytes = 8
    /// The tag of what ends frames that belong together.
    static let endTag: UInt8 = 0

    /// Ends the frames that belong together.
    static func appendEnd(to bytes: inout [UInt8]) { append(tag: endTag, [], to: &bytes) }

    static func append(tag: UInt8, _ record: [UInt8], to bytes: inout [UInt8]) {
        let count = UInt32(record.count + 1)
        var checksum = CRC32.checksum([tag].span.bytes)
        checksum = CRC32.checksum(record.span.bytes, continuing: checksum)
        for word in [count, checksum] {
            for shift in stride(from: 0, to: 32, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: word >> UInt32(shift)))
            }
        }
        bytes.append(tag)
        bytes.append(contentsOf: record)
    }

    /// The count and the checksum of a head.
    static func head(_ bytes: [UInt8]) -> (count: Int, checksum: UInt32) {
        let word = { (start: Int) -> UInt32 in
            bytes[start..<start + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
        }
        return (Int(word(0)), word(4))
    }
}
