public import DDBPipeline

/// A fresh place that a sink writes to, and a way to look at it from outside.
public struct SinkTarget: Sendable {
    /// Opens the sink; may be called again after a run ended or crashed.
    public var open: @Sendable () async throws -> SinkSession
    /// The ids of the items that an outside reader sees now, with repetitions; nil for a sink that
    /// keeps nothing.
    public var visibleIDs: (@Sendable () async throws -> [String])?
    /// Does what the death of the process would do beyond dropping the sink, such as freeing locks.
    public var crash: @Sendable () async throws -> Void

    /// Creates a target.
    public init(
        open: @escaping @Sendable () async throws -> SinkSession,
        visibleIDs: (@Sendable () async throws -> [String])?,
        crash: @escaping @Sendable () async throws -> Void = {}
    ) {
        self.open = open
        self.visibleIDs = visibleIDs
        self.crash = crash
    }

    func expect(_ ids: [String], _ what: String) async throws {
        guard let visibleIDs else { return }
        try Nonconformance.unlessSame(try await visibleIDs(), ids, what)
    }
}
