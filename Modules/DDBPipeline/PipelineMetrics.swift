import Metrics

/// The metrics of one pipeline; they move once a batch.
struct PipelineMetrics: Sendable {
    private let recordsConsumed: Counter
    private let bytesProcessed: Counter
    private let sendErrors: Counter
    private let partialFailures: Counter
    private let commitDuration: Timer

    init(pipeline: String, source: String, sink: String, factory: any MetricsFactory) {
        let reading = [("pipeline", pipeline), ("source", source)]
        let writing = [("pipeline", pipeline), ("sink", sink)]
        recordsConsumed = Counter(
            label: "records_consumed_total", dimensions: reading, factory: factory)
        bytesProcessed = Counter(label: "bytesProcessed", dimensions: reading, factory: factory)
        sendErrors = Counter(label: "numRecordsSendErrors", dimensions: writing, factory: factory)
        partialFailures = Counter(
            label: "numRecordsSendPartialFailure", dimensions: writing, factory: factory)
        commitDuration = Timer(label: "commit_duration", dimensions: writing, factory: factory)
    }

    func read(_ batch: borrowing Batch) {
        recordsConsumed.increment(by: batch.rowCount)
        bytesProcessed.increment(by: batch.byteCount)
    }

    func rejected(_ count: Int) {
        guard count > 0 else { return }
        sendErrors.increment(by: count)
        partialFailures.increment()
    }

    func committed(nanoseconds: UInt64) {
        commitDuration.recordNanoseconds(Int64(clamping: nanoseconds))
    }
}
