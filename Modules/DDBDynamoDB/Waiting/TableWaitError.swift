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
}
