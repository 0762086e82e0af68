package import DDBDeltaLog

/// When what is done for a table: told what happened, it says what is next; does nothing.
///
/// One action runs at a time. A checkpoint waits for no second action; of others that are due the
/// one comes first that was begun longest ago, so that none starves where all take longer than
/// their intervals, and of those never begun the cheapest. Compaction works in steps, so nothing
/// waits for it longer than one of them. What fails waits, longer from failure to failure, and
/// holds up nothing else. Times are nanoseconds of a clock that never goes back.
package struct MaintenancePlan: Sendable {
    /// What is next.
    package enum Step: Sendable, Hashable {
        /// The action is to be done; ``MaintenancePlan/ended(_:at:)`` or
        /// ``MaintenancePlan/failed(at:)`` follows.
        case run(MaintenanceAction)
        /// Nothing before this time, or, where it is nil, before something happens.
        case wait(until: UInt64?)
        /// Nothing any more.
        case end
    }

    /// What stands between an action and its next time.
    private struct Hold {
        var failureCount = 0
        /// The earliest time after a failure.
        var notBefore: UInt64 = 0
    }

    private let settings: MaintenanceSettings
    private let cleanupNanoseconds: UInt64
    private let vacuumNanoseconds: UInt64
    private let compacts: Bool
    private var holds: [MaintenanceAction: Hold] = [:]
    private var running: MaintenanceAction?
    /// How many actions were begun.
    private var begunCount = 0
    /// The number of the last beginning of each action, from 1 on.
    private var lastBegun: [MaintenanceAction: Int] = [:]
    private var isClosing = false
    private var hasClosingCheckpoint = false

    /// What was committed since the version of the last checkpoint.
    private var commitCount: Int
    private var actionCount = 0
    /// What of it the checkpoint that runs will cover.
    private var coveredCount = 0
    private var coveredActionCount = 0
    private var nextCleanup: UInt64
    private var nextVacuum: UInt64
    /// What commits took out and no vacuum has deleted.
    private var expiring: ExpiringBytes
    private var nextCompaction: UInt64
    /// What was committed since a compaction last looked.
    private var uncompactedCount = 1

    /// Begins.
    ///
    /// - Parameters:
    ///   - retention: What the table keeps, which says how often looking after it pays.
    ///   - compacts: Whether anybody compacts.
    ///   - commitCount: How many commits the table has after its last checkpoint.
    package init(
        _ settings: MaintenanceSettings, retention: TableRetention, compacts: Bool,
        commitCount: Int, at now: UInt64
    ) {
        self.settings = settings
        self.compacts = compacts
        self.commitCount = commitCount
        cleanupNanoseconds =
            Self.nanoseconds(settings.logCleanupInterval)
            ?? Self.interval(retention.logMicroseconds)
        vacuumNanoseconds =
            Self.nanoseconds(settings.vacuumInterval)
            ?? Self.interval(retention.deletedFileMicroseconds)
        // A writer that is opened often and never long looks after its table too.
        nextCleanup = now
        nextVacuum = now
        nextCompaction = now
        expiring = ExpiringBytes(keptMicroseconds: retention.deletedFileMicroseconds)
    }

    /// Counts a commit.
    ///
    /// - Parameter removedByteCount: The bytes of the files that it took out.
    package mutating func committed(
        actionCount: Int, removedByteCount: Int = 0, at now: UInt64 = 0
    ) {
        if removedByteCount > 0 { expiring.add(removedByteCount, at: now) }
        commitCount += 1
        self.actionCount += actionCount
        uncompactedCount += 1
    }

    /// Begins to end: what runs should stop, and at most a checkpoint follows.
    package mutating func close() {
        isClosing = true
    }

    /// Ends without anything more.
    package mutating func abandon() {
        isClosing = true
        hasClosingCheckpoint = true
    }

    /// Whether what runs should stop; a checkpoint is short and is finished.
    package var shouldStop: Bool { isClosing }

    /// Says what is next; an action that it names counts as begun.
    package mutating func next(at now: UInt64) -> Step {
        precondition(running == nil, "one action runs at a time")
        if !settings.isOn { return isClosing ? .end : .wait(until: nil) }
        if isClosing { return nextOfClosing() }
        var earliest: UInt64?
        var first: (action: MaintenanceAction, begun: Int)?
        for action in MaintenanceAction.allCases {
            guard let due = due(action) else { continue }
            let time = max(due, holds[action]?.notBefore ?? 0)
            earliest = min(earliest ?? time, time)
            if time > now { continue }
            let begun = lastBegun[action] ?? 0
            // Not one after the other where something else is due.
            if action == .checkpoint, begun == 0 || begun < begunCount {
                return begin(action, at: now)
            }
            if begun < first?.begun ?? .max { first = (action, begun) }
        }
        if let first { return begin(first.action, at: now) }
        return .wait(until: earliest)
    }

    /// Notes that the action that ran has ended well, or was stopped.
    package mutating func ended(_ outcome: MaintenanceResult.Outcome, at now: UInt64) {
        let action = takeRunning()
        holds[action] = nil
        switch action {
        case .checkpoint:
            commitCount -= coveredCount
            actionCount -= coveredActionCount
        case .compact:
            if outcome == .more {
                nextCompaction = now
                uncompactedCount = max(uncompactedCount, 1)
            }
        case .cleanLog, .vacuum: break
        }
    }

    /// Notes that the action that ran has failed.
    ///
    /// - Returns: How often it has failed, one time after the other.
    package mutating func failed(at now: UInt64) -> Int {
        let action = takeRunning()
        var hold = holds[action] ?? Hold()
        let longest = Self.nanoseconds(settings.retryDelayMax) ?? 0
        var delay = min(Self.nanoseconds(settings.retryDelayMin) ?? 0, longest)
        for _ in 0..<min(hold.failureCount, 62) where delay < longest {
            delay = min(delay << 1, longest)
        }
        hold.failureCount += 1
        hold.notBefore = now &+ delay
        holds[action] = hold
        // It is still to be done.
        switch action {
        case .checkpoint: break
        case .cleanLog: nextCleanup = now
        case .vacuum: nextVacuum = now
        case .compact:
            nextCompaction = now
            uncompactedCount = max(uncompactedCount, 1)
        }
        return hold.failureCount
    }

    /// When an action is due, failures apart; nil where nothing calls for it.
    private func due(_ action: MaintenanceAction) -> UInt64? {
        switch action {
        case .checkpoint:
            commitCount >= settings.checkpointCommitCount
                || commitCount > 0 && actionCount >= settings.checkpointActionCount ? 0 : nil
        case .cleanLog: nextCleanup
        case .vacuum: min(nextVacuum, expiring.due(settings.vacuumByteCount) ?? .max)
        case .compact:
            if !compacts || uncompactedCount == 0 {
                nil
            } else if uncompactedCount >= settings.compactionCommitCount {
                0
            } else {
                nextCompaction
            }
        }
    }

    private mutating func begin(_ action: MaintenanceAction, at now: UInt64) -> Step {
        running = action
        begunCount += 1
        lastBegun[action] = begunCount
        switch action {
        case .checkpoint:
            coveredCount = commitCount
            coveredActionCount = actionCount
        case .cleanLog: nextCleanup = now &+ cleanupNanoseconds
        case .vacuum:
            nextVacuum = now &+ vacuumNanoseconds
            expiring.forget(at: now)
        case .compact:
            uncompactedCount = 0
            nextCompaction = now &+ (Self.nanoseconds(settings.compactionInterval) ?? 0)
        }
        return .run(action)
    }

    private mutating func nextOfClosing() -> Step {
        guard !hasClosingCheckpoint, commitCount >= max(settings.closingCheckpointCommitCount, 1)
        else { return .end }
        hasClosingCheckpoint = true
        return begin(.checkpoint, at: 0)
    }

    private mutating func takeRunning() -> MaintenanceAction {
        guard let action = running else { preconditionFailure("no action runs") }
        running = nil
        return action
    }

    /// A sixth of a retention, 10 seconds to 10 minutes.
    private static func interval(_ microseconds: Int64) -> UInt64 {
        min(max(UInt64(clamping: microseconds) / 6, 10_000_000), 600_000_000) * 1000
    }

    private static func nanoseconds(_ duration: Duration?) -> UInt64? {
        guard let parts = duration?.components else { return nil }
        let (seconds, isOver) = UInt64(clamping: parts.seconds)
            .multipliedReportingOverflow(by: 1_000_000_000)
        return isOver ? .max >> 1 : seconds &+ UInt64(clamping: parts.attoseconds / 1_000_000_000)
    }
}
