public import DDBConfiguration

/// A kind of place that items go to.
///
/// A component MUST do no I/O in `init`. What ``open()`` returns decides the guarantee; a spec that
/// says exactly-once MUST return ``SinkSession/transactional(_:)``.
public protocol SinkComponent: Sendable {
    /// Name, options and guarantees.
    static var spec: ComponentSpec { get }

    /// Creates the component from options that the spec's fields have validated.
    init(options: Options, context: ComponentContext) throws

    /// Begins to write.
    func open() async throws -> SinkSession
}

/// One run over a sink, of one of three shapes.
public enum SinkSession: Sendable {
    /// Rows become durable batch by batch, positions are kept elsewhere: at-least-once.
    case acknowledging(any AcknowledgingSink)
    /// Rows become visible all at once at the end, or not at all, and no positions are kept.
    case staging(any StagingSink)
    /// Rows and positions become durable in the same commits: exactly-once.
    case transactional(any TransactionalSink)
}
