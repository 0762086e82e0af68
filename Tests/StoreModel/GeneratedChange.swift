/// A change as a model sees it, and the line that says it.
public struct GeneratedChange: Sendable {
    /// The one text that equal keys have.
    public var key: String
    /// The item's JSON; nil for a delete.
    public var image: String?
    /// The partition whose sequence it has; nil where it has none.
    public var partition: String?
    /// The epoch of the sequence.
    public var epoch = 0
    /// Where it stands in its partition.
    public var sequence = 0
    /// The change as a line.
    public var line: String

    /// Creates a change.
    public init(
        key: String, image: String? = nil, partition: String? = nil, epoch: Int = 0,
        sequence: Int = 0, line: String
    ) {
        self.key = key
        self.image = image
        self.partition = partition
        self.epoch = epoch
        self.sequence = sequence
        self.line = line
    }
}
