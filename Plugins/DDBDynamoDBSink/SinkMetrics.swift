import DDBDelivery
import Metrics

/// The metrics of a delivery; `numRecordsSend…` are Flink's.
struct SinkMetrics: Sendable {
    private let written: Counter
    private let sendErrors: Counter
    private let partialFailures: Counter
    private let throttles: Counter
    private let rejected: Counter
    private let capacity: Gauge

    init(table: String, factory: any MetricsFactory) {
        let dimensions = [("table", table)]
        func counter(_ label: String) -> Counter {
            Counter(label: label, dimensions: dimensions, factory: factory)
        }
        written = counter("items_written_total")
        sendErrors = counter("numRecordsSendErrors")
        partialFailures = counter("numRecordsSendPartialFailure")
        throttles = counter("throttles_total")
        rejected = counter("items_rejected_total")
        capacity = Gauge(
            label: "write_capacity_consumed", dimensions: dimensions, factory: factory)
    }

    /// Shows what has been done since counters were shown last.
    func show(_ counters: DeliveryCounters, since shown: DeliveryCounters) {
        written.increment(by: counters.written - shown.written)
        sendErrors.increment(by: counters.numRecordsSendErrors - shown.numRecordsSendErrors)
        partialFailures.increment(
            by: counters.numRecordsSendPartialFailure - shown.numRecordsSendPartialFailure)
        throttles.increment(by: counters.throttledCalls - shown.throttledCalls)
        rejected.increment(
            by: counters.rejected + counters.exhausted - shown.rejected - shown.exhausted)
        capacity.record(counters.consumedCapacity)
    }
}
