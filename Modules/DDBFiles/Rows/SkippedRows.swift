import DDBJSON
public import DDBPipeline
public import Logging
import Synchronization

/// Counts the rows that a source leaves out because they are malformed, and logs the first ones.
public final class SkippedRows: Sendable {
    /// The most that are logged one by one.
    public static let loggedCountMax = 20

    private let logger: Logger
    /// Where all of them are told; nil where the log is enough.
    private let file: AppendFile?
    private let isUnsynced = Atomic(false)
    private let skippedCount = Atomic(0)

    /// Creates a counter.
    ///
    /// - Parameters:
    ///   - path: A file that is told of each row, made where it is absent: a JSON object a line,
    ///     `{"file":"orders.csv","line":12,"reason":"..."}`. What an earlier run left in it stays.
    ///   - component: The source's title, for errors.
    /// - Throws: `PipelineError` where the file cannot be opened.
    public init(logger: Logger, path: String? = nil, component: String) throws(PipelineError) {
        self.logger = logger
        guard let path else {
            file = nil
            return
        }
        let role = AppendFile.Role("The file of skipped lines", of: component, .sourceFailed)
        let opened = try AppendFile(path: path, role: role)
        try opened.endLastLine()
        file = opened
    }

    /// How many there were.
    public var count: Int { skippedCount.load(ordering: .relaxed) }

    /// Makes what the file was told survive a loss of power.
    ///
    /// - Throws: `PipelineError` where the disk does not take it.
    public func sync() throws(PipelineError) {
        guard let file, isUnsynced.exchange(false, ordering: .acquiring) else { return }
        try file.sync()
    }

    /// Counts a row, and tells of it.
    ///
    /// - Throws: `PipelineError` where the file cannot be written.
    public func add(
        _ row: RowBatcher.BadRow, of partition: Partition
    ) throws(PipelineError) {
        try write(row, of: partition)
        let count = skippedCount.wrappingAdd(1, ordering: .relaxed).newValue
        guard count <= Self.loggedCountMax else { return }
        let isLast = count == Self.loggedCountMax
        logger.warning(
            isLast ? "line skipped; further ones are only counted" : "line skipped",
            metadata: [
                "file": "\(partition.id)", "line": "\(row.line)", "reason": "\(row.reason)",
            ])
    }

    private func write(
        _ row: RowBatcher.BadRow, of partition: Partition
    ) throws(PipelineError) {
        guard let file else { return }
        var line = Array(#"{"file":""#.utf8)
        JSONText.escape(partition.id, into: &line)
        line.append(contentsOf: "\",\"line\":\(row.line),\"reason\":\"".utf8)
        JSONText.escape(row.reason, into: &line)
        line.append(contentsOf: "\"}\n".utf8)
        try file.append(line)
        isUnsynced.store(true, ordering: .releasing)
    }
}
