/// What one commit of a writer did.
public struct CommitSummary: Sendable, Hashable {
    /// The table's version afterwards; that of before where there was nothing to commit, and -1
    /// where there is no table yet.
    public var version: Int64
    /// The rows that were added and are visible.
    public var putCount = 0
    /// The rows that were visible and no longer are: overwritten or deleted.
    public var maskedCount = 0
    /// The deletes that took a row out.
    public var deletedCount = 0
    /// The records that were dropped because the table has them already.
    public var droppedCount = 0
    /// The parts that were added, rewritten ones included.
    public var partCount = 0
    /// The size of the parts that were added.
    public var byteCount = 0
    /// The bytes of deletion vectors that were written.
    public var vectorByteCount = 0
    /// The parts that got another deletion vector.
    public var maskedPartCount = 0
    /// The parts that were taken out since none of their rows is visible.
    public var removedPartCount = 0
    /// The rows that were written anew because columns became wider.
    public var rewrittenRowCount = 0

    /// Creates the summary of a commit that did nothing.
    public init(version: Int64) {
        self.version = version
    }
}
