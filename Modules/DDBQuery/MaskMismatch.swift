/// A part that has other rows than the log and its mask tell, on its way through the engine.
///
/// A function of ours can only hand the engine a text; a word of ours in it leads back to the
/// table.
enum MaskMismatch {
    private static let marker = "ddbkit_mask_mismatch_"
    private static let remedy =
        "has another number of rows than the table's log tells; `ddbkit store verify` tells more."

    /// What the function says.
    static func message(tableIndex: Int) -> String { "\(marker)\(tableIndex)" }

    /// The error for a part that is known.
    static func error(path: String) -> QueryError {
        QueryError(.tableUnreadable, "The part \(path) \(remedy)")
    }

    /// The reason behind an error of the engine, where it is this one.
    static func reason(of error: QueryError, tables: [QueryTable]) -> QueryError? {
        guard error.code == .executionFailed, let found = error.message.firstRange(of: marker)
        else { return nil }
        let digits = error.message[found.upperBound...].prefix { $0.isASCII && $0.isNumber }
        guard let index = Int(digits), tables.indices.contains(index) else { return nil }
        return QueryError(
            .tableUnreadable, "A part of table '\(tables[index].name)' \(remedy)", cause: error)
    }
}
