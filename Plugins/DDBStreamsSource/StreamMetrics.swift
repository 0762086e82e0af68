import DDBBase
import DDBShards
import Metrics

/// The metrics of a stream that is followed; `records_consumed_total` is the pipeline's.
struct StreamMetrics: Sendable {
    private let activeShards: Gauge
    private let lag: Gauge
    private let trimmedIn: Gauge
    private let transientErrors: Counter
    private let losses: Counter

    init(table: String, factory: any MetricsFactory) {
        let dimensions = [("table", table)]
        activeShards = Gauge(label: "shards_active", dimensions: dimensions, factory: factory)
        lag = Gauge(label: "lag_ms", dimensions: dimensions, factory: factory)
        trimmedIn = Gauge(label: "trimmed_in_ms", dimensions: dimensions, factory: factory)
        transientErrors = Counter(
            label: "errors_transient_total", dimensions: dimensions, factory: factory)
        losses = Counter(label: "losses_total", dimensions: dimensions, factory: factory)
    }

    /// Counts what went wrong and does no harm.
    func count(_ event: ShardEvent) {
        switch event {
        case .listingFailed(let failure), .childrenFailed(_, let failure),
            .iteratorFailed(_, let failure), .recordsFailed(_, let failure):
            if failure == .throttled || failure == .transient { transientErrors.increment() }
        case .start, .wake, .listed, .children, .iterator, .records, .acknowledged: break
        }
    }

    /// Counts what is lost.
    func count(_ loss: LossRecord) { losses.increment() }

    /// Shows how the stream stands.
    func show(_ gauges: ShardGauges) {
        activeShards.record(gauges.activeCount)
        if let duration = gauges.lag { lag.record(duration / .milliseconds(1)) }
        if let duration = gauges.trimmedIn { trimmedIn.record(duration / .milliseconds(1)) }
    }
}
