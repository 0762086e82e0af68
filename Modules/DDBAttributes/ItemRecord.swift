public import DDBBase

/// One change or item of a batch: indexes into its tape, and what is known about it.
public struct ItemRecord: Sendable, Hashable {
    /// The tape index of the item as it is now, or -1.
    public var newImage = -1
    /// The tape index of the item as it was, or -1.
    public var oldImage = -1
    /// The tape index of the map of key attributes, or -1.
    public var keys = -1
    /// What it does.
    public var operation = ItemOperation.put
    /// Who caused it.
    public var cause = ItemCause.user
    /// What happened, where the input says so; see ``effectiveEvent``.
    public var event: ItemEvent?
    /// Where it came from.
    public var origin: ItemOrigin
    /// When it happened, where that is known.
    public var eventTime: Instant?
    /// Where it stands among others.
    public var order = ItemOrder()
    /// The 1-based number of its line in its file; 0 where it did not come from a line.
    public var line = 0
    /// The index of its table in ``ItemBatch/tables``.
    public var table = 0
    /// The index of its partition in ``ItemBatch/partitions``, in which its order holds; -1 where
    /// it names none.
    public var partition = -1

    /// Creates a record that names no image yet.
    public init(origin: ItemOrigin) {
        self.origin = origin
    }
}
