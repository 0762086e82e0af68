import DDBPipeline
import Testing

@Suite struct CommitStateMachineTests {
    let byRows = CommitPolicy.periodic(
        CommitCadence(interval: .seconds(10), byteCountMax: 1000, rowCountMax: 10))

    @Test func `the last lane to seal commits`() {
        var machine = CommitStateMachine(policy: byRows)
        machine.opened(0)
        machine.opened(1)
        machine.staged(byteCount: 1, rowCount: 9, at: 0)
        #expect(machine.paused(0, at: 0) == .none)
        machine.staged(byteCount: 1, rowCount: 1, at: 0)
        #expect(machine.paused(0, at: 0) == .seal)
        #expect(machine.sealed(0) == .none)
        #expect(machine.paused(0, at: 0) == .none)
        #expect(machine.paused(1, at: 0) == .seal)
        #expect(machine.sealed(1) == .commit)
        #expect(machine.committed(policy: byRows) == .none)
        #expect(machine.paused(0, at: 0) == .none)
    }

    @Test func `time and bytes make a commit due too`() {
        var machine = CommitStateMachine(policy: byRows)
        machine.opened(0)
        #expect(machine.paused(0, at: 99_000_000_000) == .none)
        machine.staged(byteCount: 0, rowCount: 0, at: 5)
        #expect(machine.paused(0, at: 10_000_000_004) == .none)
        #expect(machine.paused(0, at: 10_000_000_005) == .seal)
        #expect(machine.sealed(0) == .commit)
        #expect(machine.committed(policy: byRows) == .none)
        machine.staged(byteCount: 1000, rowCount: 0, at: 0)
        #expect(machine.paused(0, at: 0) == .seal)
    }

    @Test func `a commit may change the cadence of those after it`() {
        var machine = CommitStateMachine(policy: byRows)
        machine.opened(0)
        machine.staged(byteCount: 1, rowCount: 10, at: 0)
        #expect(machine.paused(0, at: 0) == .seal)
        #expect(machine.sealed(0) == .commit)
        let slower = CommitCadence(interval: .seconds(20), byteCountMax: 1000, rowCountMax: 20)
        #expect(machine.committed(policy: .periodic(slower)) == .none)
        machine.staged(byteCount: 1, rowCount: 19, at: 0)
        #expect(machine.paused(0, at: 19_999_999_999) == .none)
        #expect(machine.paused(0, at: 20_000_000_000) == .seal)
        #expect(machine.sealed(0) == .commit)
        #expect(machine.committed(policy: byRows) == .none)
        machine.staged(byteCount: 1, rowCount: 10, at: 0)
        #expect(machine.paused(0, at: 0) == .seal)
    }

    @Test func `a lane that ends completes the commit that waits for it`() {
        var machine = CommitStateMachine(policy: byRows)
        machine.opened(0)
        machine.opened(1)
        machine.staged(byteCount: 0, rowCount: 10, at: 0)
        #expect(machine.paused(0, at: 0) == .seal)
        #expect(machine.sealed(0) == .none)
        #expect(machine.closed(1) == .commit)
        #expect(machine.committed(policy: byRows) == .none)
        #expect(machine.closed(0) == .none)
    }

    @Test func `a lane waits only where the commit before the one it sealed for still runs`() {
        var machine = CommitStateMachine(policy: byRows)
        machine.opened(0)
        machine.opened(1)
        machine.staged(byteCount: 0, rowCount: 10, at: 0)
        #expect(machine.paused(0, at: 0) == .seal)
        #expect(machine.sealed(0) == .none)
        #expect(machine.paused(1, at: 0) == .seal)
        #expect(machine.sealed(1) == .commit)
        #expect(machine.paused(0, at: 0) == .none)
        machine.staged(byteCount: 0, rowCount: 10, at: 0)
        #expect(machine.paused(0, at: 0) == .seal)
        #expect(machine.sealed(0) == .none)
        #expect(machine.paused(0, at: 0) == .wait)
        #expect(machine.committed(policy: byRows) == .none)
        #expect(machine.paused(0, at: 0) == .none)
        #expect(machine.paused(1, at: 0) == .seal)
        #expect(machine.sealed(1) == .commit)
    }

    @Test func `a policy of one commit at the end never makes one due`() {
        var machine = CommitStateMachine(policy: .atEnd)
        machine.opened(0)
        machine.staged(byteCount: .max / 2, rowCount: .max / 2, at: 0)
        #expect(machine.paused(0, at: .max) == .none)
        #expect(machine.closed(0) == .none)
    }

    /// Lanes stage, pause, seal and end in any order; the walk checks that nothing is committed
    /// twice, that one commit runs at a time, and that what was sealed is bounded.
    @Test(arguments: 0..<40)
    func `random walks keep one commit at a time and lose nothing`(seed: UInt64) {
        var random = SplitMix(seed: seed)
        var machine = CommitStateMachine(policy: byRows)
        var isOpen = [Bool](repeating: true, count: 3)
        var isWaiting = [Bool](repeating: false, count: 3)
        var staged = [Int](repeating: 0, count: 3)
        var committer: Int?
        var sealedCount = 0
        var committedCount = 0
        var total = 0
        for lane in 0..<3 { machine.opened(lane) }
        func act(_ action: CommitStateMachine.Action, _ lane: Int) {
            guard action == .commit else { return }
            #expect(committer == nil, "seed \(seed): two commits at once")
            committer = lane
            committedCount += sealedCount
            sealedCount = 0
        }
        for _ in 0..<500 {
            let lane = Int(random.next() % 3)
            if committer == lane {
                committer = nil
                isWaiting = [false, false, false]
                act(machine.committed(policy: byRows), lane)
                continue
            }
            guard isOpen[lane], !isWaiting[lane] else { continue }
            if random.next() % 60 == 0 {
                sealedCount += staged[lane]
                staged[lane] = 0
                isOpen[lane] = false
                act(machine.closed(lane), lane)
                continue
            }
            let rowCount = Int(random.next() % 5)
            staged[lane] += rowCount
            total += rowCount
            machine.staged(byteCount: 0, rowCount: rowCount, at: 0)
            switch machine.paused(lane, at: 0) {
            case .none: break
            case .commit: Issue.record("a pause never commits")
            case .wait:
                let others = (0..<3).filter { $0 != lane && isOpen[$0] && !isWaiting[$0] }
                #expect(
                    committer != nil || !others.isEmpty, "seed \(seed): nobody would wake the lane")
                isWaiting[lane] = true
            case .seal:
                sealedCount += staged[lane]
                staged[lane] = 0
                act(machine.sealed(lane), lane)
            }
        }
        #expect(committedCount + sealedCount + staged.reduce(0, +) == total, "seed \(seed)")
    }
}
