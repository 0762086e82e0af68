public import DDBConfiguration
public import DDBPipeline

/// Takes everything and keeps nothing: to measure a source, or to check that it can be read.
public struct NullSink: SinkComponent {
    /// Name, options and guarantees.
    public static let spec = ComponentSpec(
        name: "null", kind: .sink, summary: "Takes everything and keeps nothing.",
        description: """
            It measures how fast a source is, or checks that it can be read to its end. In YAML the \
            bare word `null` means nothing, so write `sink: {null: {}}`.
            """,
        delivery: .atLeastOnce, ordering: .none)

    /// Creates the sink.
    public init(options: Options, context: ComponentContext) throws {}

    /// Begins to take.
    public func open() async throws -> SinkSession { .acknowledging(Session()) }

    private final class Session: AcknowledgingSink {
        func openLane() async throws -> any AcknowledgingLane { Lane() }
    }

    private final class Lane: AcknowledgingLane {
        func write(_ batch: Batch, _ delivery: Delivery) async throws { delivery.acknowledge() }

        func flush() async throws {}
    }
}
