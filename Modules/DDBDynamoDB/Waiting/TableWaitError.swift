/// Says why a table did not become active.
public struct TableWaitError: Error, Sendable, CustomStringConvertible {
    /// Tells the kinds apart; new kinds may be added.
    public struct Code: Sendable, Hashable {
        enum Kind: Sendable, Hashable { case timedOut, endedElsewhere }
        let kind: Kind

        /// Time ran out.
        public static let timedOut = Code(kind: .timedOut)
        /// The table is in a state from which it does not become active by itself.
        public static let endedElsewhere = Code(kind: .endedElsewhere)
    }

    /// What the caller can do.
    public enum Disposition: Sendable {
        /// Wait again.
        case retry
        /// Look at the table.
        case fatal
    }

    /// The kind.
    public let code: Code
    /// What happened and what to do.
    public let message: String
    /// The state of the table when it was last asked for; nil where there was no table.
    public let status: TableStatus?

    /// What the caller can do.
    public var disposition: Disposition {
        switch code.kind {
        case .timedOut: .retry
        case .endedElsewhere: .fatal
        }
    }

    /// The message.
    public var description: String { message }

    static func message(_ code: Code, _ tableName: String, _ status: TableStatus?) -> String {
        let state = status.map { "is \($0.rawValue)" } ?? "is not there"
        switch code.kind {
        case .timedOut:
            return "The table \(tableName) \(state) and did not become active in time; ask for its"
                + " state with DescribeTable."
        case .endedElsewhere:
            let remedy =
                status.flatMap { remedies[$0] } ?? "It does not become active by itself."
            return "The table \(tableName) \(state). \(remedy)"
        }
    }

    /// What to do about a table that does not become active by itself.
    private static let remedies: [TableStatus: String] = [
        .deleting: "It is being deleted: wait until it is gone, or name another table.",
        .archiving: archived,
        .archived: archived,
        .inaccessibleEncryptionCredentials:
            "DynamoDB cannot use its KMS key: enable the key, and let the table use it.",
        .replicationNotAuthorized:
            "Its replication is not allowed any more: restore its permissions.",
    ]

    private static let archived =
        "Its items are in a backup, for its KMS key could not be used: restore the backup."
}
