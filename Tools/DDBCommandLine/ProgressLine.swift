import DDBBase
import DDBPipeline

/// A line on a terminal that follows a pipeline: files, items, rates, and how long it will take.
struct ProgressLine {
    private static let interval = Duration.milliseconds(200)

    private let counters: PipelineCounters
    private let isShown: Bool
    private let time: any TimeSource

    init(
        _ counters: PipelineCounters, isShown: Bool, time: any TimeSource = SystemTimeSource()
    ) {
        self.counters = counters
        self.isShown = isShown
        self.time = time
    }

    /// Shows the line while work runs, and clears it after.
    func whileShown<Value: Sendable>(
        _ work: @Sendable @escaping () async throws -> Value
    ) async throws -> Value {
        guard isShown else { return try await work() }
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            let start = time.monotonicNanoseconds
            group.addTask { [self] in
                do {
                    while true {
                        try await time.sleep(for: Self.interval)
                        let elapsed = Double(time.monotonicNanoseconds - start) * 1e-9
                        Console.show(progress: Self.text(counters.snapshot, seconds: elapsed))
                    }
                } catch is CancellationError {
                    return nil
                }
            }
            group.addTask { try await work() }
            defer {
                group.cancelAll()
                Console.show(progress: "")
            }
            while let finished = try await group.next() {
                if let value = finished { return value }
            }
            throw CancellationError()
        }
    }

    /// What the line says.
    static func text(_ counts: PipelineCounters.Snapshot, seconds: Double) -> String {
        var parts: [String] = []
        if let files = counts.totals.partitionCount {
            parts.append("\(Quantity.count(counts.readersFinished))/\(Quantity.count(files)) files")
        }
        var items = Quantity.count(counts.rowsRead)
        if let total = counts.totals.rowCount { items += "/\(Quantity.count(total))" }
        parts.append("\(items) items")
        guard seconds > 0 else { return parts.joined(separator: ", ") }
        parts.append("\(Quantity.count(Int(Double(counts.rowsRead) / seconds))) items/s")
        parts.append("\(Quantity.bytes(Int(Double(counts.sourceBytesConsumed) / seconds)))/s")
        if let total = counts.totals.byteCount, counts.sourceBytesConsumed > 0 {
            let rate = Double(counts.sourceBytesConsumed) / seconds
            let rest = Double(max(0, total - counts.sourceBytesConsumed)) / rate
            parts.append("\(Quantity.duration(rest)) left")
        }
        return parts.joined(separator: ", ")
    }
}
