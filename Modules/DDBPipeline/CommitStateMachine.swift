/// Decides when lanes seal and who commits; performs nothing.
///
/// A commit is due when the cadence says so. From then on each open lane seals once, at its own
/// next pause between batches; the lane that seals last commits what all of them sealed. Lanes that
/// have sealed go on staging for the next commit, but not beyond what makes that one due too, nor
/// for a third while the first still runs: so what waits for a commit is bounded by twice the
/// cadence.
package struct CommitStateMachine {
    /// What a lane does after an event.
    package enum Action: Equatable {
        /// Go on.
        case none
        /// Seal, contribute, and report ``CommitStateMachine/sealed(_:)``.
        case seal
        /// Commit everything that was contributed, and report ``CommitStateMachine/committed()``.
        case commit
        /// Wait until the commit that the lane has sealed for has ended.
        case wait
    }

    private var policy: CommitPolicy
    private var openLanes: Set<Int> = []
    /// The lanes that have sealed for the commit that is due; nil while none is due.
    private var sealedLanes: Set<Int>?
    private var isCommitting = false
    private var stagedByteCount = 0
    private var stagedRowCount = 0
    private var stagedSince: UInt64?

    package init(policy: CommitPolicy) {
        self.policy = policy
    }

    package mutating func opened(_ lane: Int) { openLanes.insert(lane) }

    /// A lane has staged a batch, perhaps one with progress only.
    package mutating func staged(byteCount: Int, rowCount: Int, at nanoseconds: UInt64) {
        stagedByteCount += byteCount
        stagedRowCount += rowCount
        stagedSince = stagedSince ?? nanoseconds
    }

    /// A lane pauses between batches.
    package mutating func paused(_ lane: Int, at nanoseconds: UInt64) -> Action {
        if sealedLanes == nil, isDue(at: nanoseconds) {
            sealedLanes = []
            stagedByteCount = 0
            stagedRowCount = 0
            stagedSince = nil
        }
        guard let sealedLanes else { return .none }
        if !sealedLanes.contains(lane) { return .seal }
        return mustWait(lane, at: nanoseconds) ? .wait : .none
    }

    /// Whether a lane that has sealed may not stage more for now.
    package func mustWait(_ lane: Int, at nanoseconds: UInt64) -> Bool {
        guard let sealedLanes, sealedLanes.contains(lane) else { return false }
        return isCommitting || isDue(at: nanoseconds)
    }

    /// A lane has contributed what it sealed.
    package mutating func sealed(_ lane: Int) -> Action {
        sealedLanes?.insert(lane)
        return startIfComplete()
    }

    /// A lane has contributed the last that it has and ended.
    package mutating func closed(_ lane: Int) -> Action {
        openLanes.remove(lane)
        sealedLanes?.remove(lane)
        return openLanes.isEmpty ? .none : startIfComplete()
    }

    /// The running commit has ended; where the next is complete already the same lane goes on.
    ///
    /// - Parameter policy: The policy from now on.
    package mutating func committed(policy: CommitPolicy) -> Action {
        self.policy = policy
        isCommitting = false
        return openLanes.isEmpty ? .none : startIfComplete()
    }

    private mutating func startIfComplete() -> Action {
        guard let sealed = sealedLanes, sealed.isSuperset(of: openLanes), !isCommitting else {
            return .none
        }
        sealedLanes = nil
        isCommitting = true
        return .commit
    }

    private func isDue(at nanoseconds: UInt64) -> Bool {
        guard case .periodic(let cadence) = policy, let since = stagedSince else { return false }
        let waited = Duration.nanoseconds(Int64(clamping: nanoseconds &- min(since, nanoseconds)))
        return waited >= cadence.interval || stagedByteCount >= cadence.byteCountMax
            || stagedRowCount >= cadence.rowCountMax
    }
}
