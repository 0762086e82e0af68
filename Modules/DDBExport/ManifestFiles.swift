import DDBBase
import DDBJSON

/// Reads `manifest-files.json`: a JSON object a line, one for each data file.
enum ManifestFiles {
    struct Line {
        var key: String
        var itemCount: Int64
        var md5: [UInt8]?
        var etag: String?
    }

    static func read(
        _ bytes: [UInt8], file: String, settings: ExportSettings
    ) throws(ExportError) -> [Line] {
        var lines: [Line] = []
        var keys: Set<[UInt8]> = []
        var start = 0
        var number = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
            number += 1
            if !bytes[start..<end].allSatisfy({ $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }) {
                let span = unsafe bytes.span.bytes.extracting(start..<end)
                let reader = try ManifestReader(
                    span, file: file, line: number,
                    byteCountMax: settings.manifestLineByteCountMax)
                let line = try read(reader)
                guard keys.insert(Array(line.key.utf8)).inserted else {
                    throw reader.fault("it names a data file twice")
                }
                lines.append(line)
            }
            guard lines.count <= settings.fileCountMax else {
                throw ExportError(
                    .tooLarge, "The export has more than \(settings.fileCountMax) data files.",
                    file: file)
            }
            start = end + 1
        }
        return lines
    }

    private static func read(_ reader: ManifestReader) throws(ExportError) -> Line {
        var digest: [UInt8]?
        if let text = try reader.optionalString("md5Checksum") {
            digest = Base64.decode(text)
            guard digest?.count == 16 else { throw reader.fault("its md5Checksum is no MD5") }
        }
        return Line(
            key: try reader.string("dataFileS3Key"), itemCount: try reader.count("itemCount"),
            md5: digest, etag: try reader.optionalString("etag"))
    }
}
