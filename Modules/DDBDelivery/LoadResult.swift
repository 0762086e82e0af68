/// Says what became of a group of writes whose key was loaded.
public enum LoadResult: Sendable, Hashable {
    /// The item is loaded and reduced; this is to be written.
    case reduced(wireByteCount: Int, itemByteCount: Int)
    /// The item is loaded, and the writes of the group change nothing.
    case unchanged
    /// The writes of the group cannot be reduced.
    ///
    /// Where they are several they are halved, and the halves loaded and reduced one after the
    /// other, so that only those are rejected that cannot be reduced alone.
    case refused(Refusal)
    /// The reply names it as unprocessed.
    case unprocessed
}
