/// Reads one file, one segment, or one stream of many shards, in order.
///
/// ## Contract
/// - A reader is used by one lane at a time and need not be safe for others.
/// - ``next()`` MUST give the batches of a partition in order, each with the progress that it and
///   the earlier ones cover; a batch with items MUST have progress.
/// - The last batch of a partition says that it is finished; nothing of it follows, but that it is
///   forgotten, where the source finds partitions for as long as it runs.
/// - ``next()`` MUST return within about a second: ``SourceStep/idle`` where nothing has come. The
///   lane commits and looks for cancellation between calls. Where its task is cancelled it SHOULD
///   throw `CancellationError` soon.
/// - After ``SourceStep/end`` or an error it is not called again.
public protocol SourceReader: AnyObject {
    /// The partition being read, for messages.
    var partition: Partition? { get }

    /// The next batch.
    func next() async throws -> SourceStep

    /// Releases what the reader holds; called once, also after errors.
    func close() async
}

extension SourceReader {
    /// Unknown.
    public var partition: Partition? { nil }

    /// Does nothing.
    public func close() async {}
}

/// What a reader gives.
public enum SourceStep: Sendable {
    /// Items and progress.
    case batch(Batch)
    /// Nothing for now.
    case idle
    /// Nothing any more.
    case end
}
