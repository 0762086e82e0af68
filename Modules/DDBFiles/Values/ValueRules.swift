/// What becomes of values that DynamoDB has no room for.
public struct ValueRules: Sendable, Hashable {
    /// What a value that is not there becomes.
    public enum Nulls: String, Sendable, CaseIterable {
        /// NULL.
        case write
        /// Nothing: the attribute, or the member of a map, is left out.
        case drop
        /// An empty text where a text is due, else nothing; for files of text only.
        case empty
    }

    /// What NaN and the infinities become.
    public enum NonFinite: String, Sendable, CaseIterable {
        /// What ``ValueRules/nulls`` says of a value that is not there.
        case null
        /// S: `NaN`, `Infinity` or `-Infinity`.
        case text
        /// An error.
        case error
    }

    /// What numbers of more than 38 digits, or beyond DynamoDB's range, become.
    public enum OutOfRange: String, Sendable, CaseIterable {
        /// An error.
        case error
        /// S with all digits.
        case text
        /// What ``ValueRules/nulls`` says of a value that is not there.
        case null
    }

    /// What a value that is not there becomes.
    public var nulls: Nulls
    /// What NaN and the infinities become.
    public var nonFinite: NonFinite
    /// What numbers become that DynamoDB cannot hold.
    public var outOfRange: OutOfRange

    /// Creates rules.
    public init(
        nulls: Nulls = .write, nonFinite: NonFinite = .null, outOfRange: OutOfRange = .error
    ) {
        self.nulls = nulls
        self.nonFinite = nonFinite
        self.outOfRange = outOfRange
    }
}
