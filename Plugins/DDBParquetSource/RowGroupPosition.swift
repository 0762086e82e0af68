import DDBPipeline

/// How far a row group has been read, and of which one that is true.
///
/// ```
/// position = row " of " rowCount " in " byteCount
/// ```
/// The row is the next one of the group, from 0; the bytes are those of the file.
struct RowGroupPosition {
    var row: Int
    var rowCount: Int
    var byteCount: Int

    init(row: Int, rowCount: Int, byteCount: Int) {
        self.row = row
        self.rowCount = rowCount
        self.byteCount = byteCount
    }

    /// The text of it.
    func position() throws(PipelineError) -> Position {
        try Position("\(row) of \(rowCount) in \(byteCount)")
    }

    /// Reads a text.
    ///
    /// - Throws: `PipelineError` where it is none, or that of another row group.
    init(
        _ position: Position, of partition: Partition, rowCount: Int, byteCount: Int
    ) throws(PipelineError) {
        let words = position.text.split(separator: " ")
        guard words.count == 5, let row = Int(words[0]), let rows = Int(words[2]),
            let bytes = Int(words[4]), (0...rows).contains(row)
        else {
            throw PipelineError(
                .sourceFailed, "The saved position is not that of a row group; begin anew.",
                partition: partition, disposition: .reconfigure)
        }
        guard rows == rowCount, bytes == byteCount else {
            throw PipelineError(
                .sourceFailed, "The file is not the one that an earlier run has read a part of.",
                partition: partition, disposition: .corrupt)
        }
        self.init(row: row, rowCount: rows, byteCount: bytes)
    }
}
