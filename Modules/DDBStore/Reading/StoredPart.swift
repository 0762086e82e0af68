import DDBDeltaLog

/// A part of a table.
public struct StoredPart: Sendable, Hashable {
    /// What the log says of it.
    let file: AddFile
    /// The number of rows in the file, masked ones among them, where the log says it.
    public let rowCount: Int?

    init(_ file: AddFile) {
        self.file = file
        rowCount = Self.rowCount(of: file)
    }

    /// The file's name in the table's folder.
    public var name: String { file.path }

    /// The file's size.
    public var byteCount: Int { Int(clamping: file.byteCount) }

    /// How many of the rows are masked: overwritten or deleted.
    public var maskedRowCount: Int { Int(clamping: file.deletionVector?.cardinality ?? 0) }

    /// The number of rows that are left, where the log says it.
    public var liveRowCount: Int? { rowCount.map { max(0, $0 - maskedRowCount) } }

    /// The rows that a file's statistics name; nil where it has none, or they cannot be read.
    private static func rowCount(of file: AddFile) -> Int? {
        guard let text = file.statistics else { return nil }
        do {
            return try FileStatistics(text: text).rowCount.map { Int(clamping: $0) }
        } catch {
            return nil
        }
    }
}
