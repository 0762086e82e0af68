import DDBBase
import DDBPipeline

/// How far a file has been read, and of which file that is true.
///
/// ```
/// position = offset " " line " " crc32
/// ```
/// The offset in the decompressed bytes and the 1-based line are those of the next record; the
/// CRC-32 is that of the file's first record, in hexadecimal.
struct CSVPosition: Hashable {
    var offset: Int
    var line: Int
    var checksum: UInt32

    init(offset: Int, line: Int, checksum: UInt32) {
        self.offset = offset
        self.line = line
        self.checksum = checksum
    }

    /// Reads a text.
    init(_ position: Position, of partition: Partition) throws(PipelineError) {
        let words = position.text.split(separator: " ")
        guard words.count == 3, let offset = Int(words[0]), offset >= 0,
            let line = Int(words[1]), line >= 1, let checksum = UInt32(words[2], radix: 16)
        else {
            throw PipelineError(
                .sourceFailed, "The saved position is not that of a CSV file; begin anew.",
                partition: partition, disposition: .reconfigure)
        }
        self.init(offset: offset, line: line, checksum: checksum)
    }

    /// The text of it.
    var text: String { "\(offset) \(line) \(String(checksum, radix: 16))" }
}
