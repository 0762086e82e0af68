import DDBBase
import DDBCompression
import DDBDigest

/// A data file: lines of an export, compressed, and its name.
struct ExportFile: Sendable {
    let content: ObjectContent
    let md5: [UInt8]
    /// That of an object uploaded in one part, without quotes.
    let etag: String
    let itemCount: Int

    /// Nothing, compressed as AWS leaves it: files of empty partitions are all the same.
    private static let empty: [UInt8] = [
        0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ]

    init(_ lines: [ExportContent.Line], _ writer: ExportLines) throws(S3Refusal) {
        var text: [UInt8] = []
        for line in lines { writer.append(line, to: &text) }
        let bytes = text.isEmpty ? Self.empty : GzipEncoder.encode(text.span.bytes)
        var content = ObjectContent()
        for start in stride(from: 0, to: bytes.count, by: S3Limits.pieceBytes) {
            content.append(Array(bytes[start..<min(start + S3Limits.pieceBytes, bytes.count)]))
        }
        self.content = content
        itemCount = lines.count
        md5 = try content.digest(.md5)
        var part = ObjectContent()
        part.append(md5)
        etag = Hex.encode(try part.digest(.md5)) + "-1"
    }

    /// The lines by file: each file takes an equal part of the hashes of whole keys.
    static func divide(
        _ lines: [ExportContent.Line], fileBytes: Int
    ) -> [[ExportContent.Line]] {
        let byteCount = lines.reduce(0) { $0 + $1.byteCount }
        let count = min(
            max(1, (byteCount + fileBytes - 1) / max(1, fileBytes)),
            TableExportSettings.fileCountMax)
        guard count > 1 else { return [lines] }
        var files = [[ExportContent.Line]](repeating: [], count: count)
        for line in lines {
            let hash = KeyHash.hash(line.key.rest)
            files[Int(hash.multipliedFullWidth(by: UInt64(count)).high)].append(line)
        }
        return files
    }

    /// The name of a file: 16 bytes in base 32, without what pads it.
    static func name(_ number: Int, of record: ExportRecord) -> String {
        let seed = record.nameSeed &+ UInt64(number) &* 0x9E37_79B9_7F4A_7C15
        var bytes: [UInt8] = []
        for word in [mixed(seed), mixed(~seed)] {
            for shift in stride(from: 56, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
            }
        }
        let ending = record.request.format == .json ? ".json.gz" : ".ion.gz"
        return base32(bytes) + ending
    }

    private static func mixed(_ seed: UInt64) -> UInt64 {
        var word = (seed ^ seed >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }

    private static func base32(_ bytes: [UInt8]) -> String {
        let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)
        var text: [UInt8] = []
        var (word, count) = (0, 0)
        for byte in bytes {
            word = word << 8 | Int(byte)
            count += 8
            while count >= 5 {
                count -= 5
                text.append(alphabet[word >> count & 31])
            }
            word &= (1 << count) - 1
        }
        if count > 0 { text.append(alphabet[word << (5 - count) & 31]) }
        return String(decoding: text, as: UTF8.self)
    }
}
