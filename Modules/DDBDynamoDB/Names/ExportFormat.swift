/// Says in which format an export is written.
///
/// New names may come; those known are constants.
public struct ExportFormat: RawRepresentable, Sendable, Hashable {
    /// The name as AWS has it.
    public let rawValue: String

    /// Creates a name, known or not.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// DynamoDB JSON.
    public static let dynamoDBJSON = ExportFormat(rawValue: "DYNAMODB_JSON")
    /// Ion text.
    public static let ion = ExportFormat(rawValue: "ION")
}
