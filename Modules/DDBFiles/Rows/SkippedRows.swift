public import DDBPipeline
public import Logging
import Synchronization

/// Counts the rows that a source leaves out because they are malformed, and logs the first ones.
public final class SkippedRows: Sendable {
    /// The most that are logged one by one.
    public static let loggedCountMax = 20

    private let logger: Logger
    private let skippedCount = Atomic(0)

    /// Creates a counter.
    public init(logger: Logger) {
        self.logger = logger
    }

    /// How many there were.
    public var count: Int { skippedCount.load(ordering: .relaxed) }

    /// Counts a row.
    public func add(_ row: RowBatcher.BadRow, of partition: Partition) {
        let count = skippedCount.wrappingAdd(1, ordering: .relaxed).newValue
        guard count <= Self.loggedCountMax else { return }
        let isLast = count == Self.loggedCountMax
        logger.warning(
            isLast ? "line skipped; further ones are only counted" : "line skipped",
            metadata: [
                "file": "\(partition.id)", "line": "\(row.line)", "reason": "\(row.reason)",
            ])
    }
}
