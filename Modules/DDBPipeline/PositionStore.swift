/// Keeps how far a source was read, for a sink that does not keep it itself.
///
/// ## Contract
/// - What ``save(_:)`` was given is durable when it returns, whole: after a crash ``restore()``
///   gives what was saved last or the time before.
/// - Both are called by one task at a time.
public protocol PositionStore: Sendable {
    /// What was saved last; empty where nothing was.
    func restore() async throws -> PositionMap

    /// Takes the place of what was saved.
    func save(_ positions: PositionMap) async throws
}
