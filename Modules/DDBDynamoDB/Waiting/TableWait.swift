/// Decides, from the states that a table was seen in, whether to ask again; waits for nothing
/// itself.
struct TableWait {
    enum Action: Equatable {
        case finish
        case ask(after: Duration)
        case giveUp(TableWaitError.Code)
    }

    private let limits: WaitLimits
    private var interval: Duration
    private var waited = Duration.zero
    private(set) var status: TableStatus?

    init(limits: WaitLimits) {
        self.limits = limits
        interval = min(limits.firstInterval, limits.intervalMax)
    }

    /// Takes the state that the table was seen in; nil where there was no table, which a new one
    /// may seem for a while.
    mutating func saw(_ status: TableStatus?) -> Action {
        self.status = status
        switch status {
        case .active: return .finish
        case .deleting, .archiving, .archived, .inaccessibleEncryptionCredentials,
            .replicationNotAuthorized:
            return .giveUp(.endedElsewhere)
        default: break
        }
        guard waited < limits.total else { return .giveUp(.timedOut) }
        let wait = min(interval, limits.total - waited)
        waited += wait
        interval = min(interval * 3 / 2, limits.intervalMax)
        return .ask(after: wait)
    }
}
