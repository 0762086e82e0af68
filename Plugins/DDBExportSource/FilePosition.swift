import DDBBase
import DDBExport
import DDBPipeline

/// How far a data file has been read, and of which file that is true.
///
/// ```
/// position = line [" " byteCount ":" crc32] [" md5=" hexadecimal]
/// ```
/// The line is the one to go on with, counted from 1; the CRC-32 is that of the first bytes of the
/// compressed file, the MD5 the manifest's.
struct FilePosition {
    static let start = FilePosition(line: 1, prefix: nil)

    var line: Int
    var prefix: FilePrefix?

    init(line: Int, prefix: FilePrefix?) {
        self.line = line
        self.prefix = prefix
    }

    /// The text of it.
    func position(of file: ExportFile) throws(PipelineError) -> Position {
        var text = "\(line)"
        if let prefix { text += " \(prefix.byteCount):" + String(prefix.checksum, radix: 16) }
        if let md5 = file.md5 { text += " md5=" + Hex.encode(md5) }
        return try Position(text)
    }

    /// Reads a text.
    ///
    /// - Throws: `PipelineError` where it is none, or that of another file.
    init(_ position: Position, of file: ExportFile) throws(PipelineError) {
        let words = position.text.split(separator: " ")
        guard let first = words.first, let line = Int(first), line >= 1 else {
            throw PipelineError(
                .sourceFailed,
                "The saved position of \(file.key) is no line number; begin the load anew (import "
                    + "--restart).", disposition: .reconfigure)
        }
        self.line = line
        for word in words.dropFirst() {
            if word.hasPrefix("md5=") {
                guard let md5 = file.md5, word.dropFirst(4) == Hex.encode(md5) else {
                    throw PipelineError(
                        .sourceFailed,
                        "The export has another file \(file.key) than the one that was loaded "
                            + "before; begin the load anew (import --restart).",
                        disposition: .reconfigure)
                }
                continue
            }
            let parts = word.split(separator: ":")
            guard parts.count == 2, let byteCount = Int(parts[0]), byteCount >= 0,
                let checksum = UInt32(parts[1], radix: 16)
            else { continue }
            prefix = FilePrefix(byteCount: byteCount, checksum: checksum)
        }
    }
}
