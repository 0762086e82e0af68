import Metrics

/// The metrics of one client; one label set per service, since operations are many.
struct ClientMetrics: Sendable {
    private let attempts: Counter
    private let clientErrors: Counter
    private let serverErrors: Counter
    private let throttles: Counter
    private let transportErrors: Counter
    private let duration: Timer

    init(service: Service, factory: any MetricsFactory) {
        let labels = [("service", service.id)]
        func counter(_ label: String) -> Counter {
            Counter(label: label, dimensions: labels, factory: factory)
        }
        attempts = counter("aws_api_invocations_total")
        clientErrors = counter("aws_4xx_errors_total")
        serverErrors = counter("aws_5xx_errors_total")
        throttles = counter("aws_throttles_total")
        transportErrors = counter("aws_transport_errors_total")
        duration = Timer(
            label: "aws_attempt_duration", dimensions: labels, factory: factory)
    }

    /// Counts an attempt that got a response, or nil where it got none.
    func attempted(status: Int?, isThrottled: Bool, nanoseconds: UInt64) {
        attempts.increment()
        duration.recordNanoseconds(Int64(clamping: nanoseconds))
        if isThrottled { throttles.increment() }
        guard let status else { return transportErrors.increment() }
        if status >= 500 {
            serverErrors.increment()
        } else if status >= 400 {
            clientErrors.increment()
        }
    }
}
