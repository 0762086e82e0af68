import DDBBase
import Foundation

/// The form of a file of the store.
///
/// ```
/// file = magic (8 bytes), byte count and CRC-32 of the record, CRC-32 of the content (4 bytes
///        each, little-endian), byte count of the content (8 bytes), record as JSON, content
/// ```
enum S3File {
    private static let magic = Array("ddbks3-1".utf8)
    private static let headBytes = 28

    static func encode(_ record: some Encodable, _ content: ObjectContent) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let json = Array(try encoder.encode(record))
        var head = magic
        append(UInt64(json.count), byteCount: 4, to: &head)
        append(UInt64(CRC32.checksum(json.span.bytes)), byteCount: 4, to: &head)
        append(UInt64(checksum(content.pieces)), byteCount: 4, to: &head)
        append(UInt64(content.byteCount), byteCount: 8, to: &head)
        var data = Data(capacity: head.count + json.count + content.byteCount)
        data.append(contentsOf: head)
        data.append(contentsOf: json)
        for piece in content.pieces { data.append(contentsOf: piece) }
        return data
    }

    /// Reads a file; nil where it is damaged.
    static func decode<Record: Decodable>(
        _ type: Record.Type, _ file: Data
    ) -> (record: Record, content: ObjectContent)? {
        guard file.count >= headBytes, file.prefix(8).elementsEqual(magic) else { return nil }
        let head = Array(file.prefix(headBytes))
        let recordCount = Int(number(head[8..<12]))
        let contentCount = number(head[20..<28])
        let start = headBytes + recordCount
        guard start <= file.count, contentCount == UInt64(file.count - start) else { return nil }
        let json = Array(file[headBytes..<start])
        guard UInt64(CRC32.checksum(json.span.bytes)) == number(head[12..<16]),
            // What the record's checksum holds for and is no record is of another version.
            let record = try? JSONDecoder().decode(type, from: Data(json))
        else { return nil }
        var content = ObjectContent()
        var offset = start
        while offset < file.count {
            let end = min(offset + S3Limits.pieceBytes, file.count)
            content.append(Array(file[offset..<end]))
            offset = end
        }
        guard UInt64(checksum(content.pieces)) == number(head[16..<20]) else { return nil }
        return (record, content)
    }

    private static func checksum(_ pieces: [[UInt8]]) -> UInt32 {
        pieces.reduce(0) { CRC32.checksum($1.span.bytes, continuing: $0) }
    }

    private static func append(_ value: UInt64, byteCount: Int, to bytes: inout [UInt8]) {
        for index in 0..<byteCount {
            bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * index)))
        }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
