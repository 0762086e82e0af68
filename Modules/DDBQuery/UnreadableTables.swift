/// The tables that could not be opened, and why.
///
/// Each has a view that fails by a word of ours; the word leads to the reason.
struct UnreadableTables: Sendable {
    private static let marker = "ddbkit_unreadable_"

    private var reasons: [QueryError] = []

    /// Notes a table and returns the statement that makes its view.
    mutating func view(of table: String, reason: QueryError) -> String {
        let message = SQLText.literal("\(Self.marker)\(reasons.count)")
        reasons.append(
            QueryError(
                .tableUnreadable, "Table '\(table)' cannot be opened: \(reason.message)",
                cause: reason))
        // In the condition, so that counting the rows fails as well.
        return """
            CREATE VIEW \(SQLText.identifier(table)) AS
            SELECT 1 AS unreadable WHERE CAST(error(\(message)) AS BOOLEAN)
            """
    }

    /// The reason behind an error of the engine, where it is one of these tables.
    func reason(of error: QueryError) -> QueryError? {
        guard error.code == .executionFailed,
            let marker = error.message.firstRange(of: Self.marker)
        else { return nil }
        let digits = error.message[marker.upperBound...].prefix { $0.isASCII && $0.isNumber }
        guard let index = Int(digits), reasons.indices.contains(index) else { return nil }
        return reasons[index]
    }
}
