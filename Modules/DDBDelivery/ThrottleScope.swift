/// Says what a throttle is about, as far as the service tells.
public enum ThrottleScope: Sendable, Hashable {
    /// The service does not say.
    case unknown
    /// The throughput of the account.
    case account
    /// The throughput of the table.
    case table
    /// The throughput of an index; writes to the table wait for it.
    case index
    /// The throughput of key ranges only: a hot partition of the table or of an index.
    case partition

    /// Reads the reasons of `ThrottlingReasons`, such as `TableWriteKeyRangeThroughputExceeded`.
    ///
    /// The widest counts where several are named; a reason that is not known is wider than a key
    /// range.
    public init(reasons: some Sequence<String>) {
        var widest: ThrottleScope?
        for reason in reasons {
            let scope = ThrottleScope(reason: reason)
            if widest.map({ scope.width > $0.width }) ?? true { widest = scope }
        }
        self = widest ?? .unknown
    }

    private init(reason: String) {
        if reason.hasSuffix("KeyRangeThroughputExceeded") {
            self = .partition
        } else if reason.hasSuffix("AccountLimitExceeded") {
            self = .account
        } else if reason.hasPrefix("Table") {
            self = .table
        } else if reason.hasPrefix("Index") {
            self = .index
        } else {
            self = .unknown
        }
    }

    private var width: Int {
        switch self {
        case .partition: 0
        case .unknown: 1
        case .index: 2
        case .table: 3
        case .account: 4
        }
    }
}
