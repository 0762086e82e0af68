/// Says what the error of a failed condition holds.
///
/// New names may come; those known are constants.
public struct ReturnValuesOnConditionCheckFailure: RawRepresentable, Sendable, Hashable {
    /// The name as AWS has it.
    public let rawValue: String

    /// Creates a name, known or not.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// The item that made it fail.
    public static let allOld = ReturnValuesOnConditionCheckFailure(rawValue: "ALL_OLD")
    /// Nothing; the default.
    public static let none = ReturnValuesOnConditionCheckFailure(rawValue: "NONE")
}
