import DDBBase
import DDBDynamoDBSink
import DDBPipeline

/// A line on a terminal that follows a pipeline: files, items, rates, and how long it will take.
struct ProgressLine {
    private static let interval = Duration.milliseconds(200)

    private let counters: PipelineCounters
    private let writes: (@Sendable () -> DynamoDBSink.Counts)?
    private let isShown: Bool
    private let time: any TimeSource

    /// Creates a line.
    ///
    /// - Parameter writes: What has been written, where the sink is a table.
    init(
        _ counters: PipelineCounters, writes: (@Sendable () -> DynamoDBSink.Counts)? = nil,
        isShown: Bool, time: any TimeSource = SystemTimeSource()
    ) {
        self.counters = counters
        self.writes = writes
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
                var history = ProgressHistory()
                do {
                    while true {
                        try await time.sleep(for: Self.interval)
                        let elapsed = Double(time.monotonicNanoseconds - start) * 1e-9
                        history.add(sample(at: elapsed))
                        Console.show(progress: history.text(columns: Console.progressColumns))
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

    private func sample(at seconds: Double) -> ProgressHistory.Sample {
        let counts = counters.snapshot
        var sample = ProgressHistory.Sample(seconds: seconds)
        sample.rowsRead = counts.rowsRead
        sample.rowsSettled = counts.rowsWritten + counts.rowsRejected
        sample.bytesConsumed = counts.sourceBytesConsumed
        sample.readersFinished = counts.readersFinished
        sample.totals = counts.totals
        sample.writes = writes?()
        return sample
    }
}
