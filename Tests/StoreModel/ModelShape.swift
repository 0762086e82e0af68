/// What the tables of a model are like: their keys, their partitions, how their items grow.
public struct ModelShape: Sendable {
    /// The type of a key attribute.
    public enum KeyType: String, Sendable {
        /// Text.
        case string = "S"
        /// A number, which is spelled in many ways.
        case number = "N"
        /// Bytes.
        case binary = "B"
    }

    /// The type of `pk`, and that of `sk` where there is one.
    public var keys: [KeyType] = [.string]
    /// How many keys there are at most.
    public var keySpace = 5000
    /// How many partitions give sequences to their changes; one more group of keys has none.
    public var partitionCount = 3
    /// After how many commits the epoch of every partition rises.
    public var commitsPerEpoch = 40
    /// After how many commits items get a new attribute, and numbers become wider.
    public var commitsPerStep = 12
    /// How often, in a thousand, a value has another type than its attribute's.
    public var oddsOfMisfit = 15
    /// How often, in a hundred, a change deletes.
    public var deletesPercent = 20
    /// Whether some names of attributes need column mapping.
    public var isMapped = false
    /// How many rows every commit puts, all with its number: a reader that sees two numbers sees no
    /// version.
    public var fenceCount = 4

    /// Creates the default shape.
    public init() {}

    /// The names of the key attributes.
    public var keyNames: [String] { Array(["pk", "sk"].prefix(keys.count)) }
}
