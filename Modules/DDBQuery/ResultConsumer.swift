/// Takes a result as it comes.
///
/// Called on a thread of the engine's own pool, one call at a time; a call that takes long holds
/// the statement back, so memory stays bounded.
public protocol ResultConsumer: Sendable {
    /// Takes the next rows.
    ///
    /// The first chunk has none, so that the columns are known even of an empty result.
    mutating func consume(_ chunk: ResultChunk) throws

    /// Called once after the last chunk.
    mutating func finish() throws
}
