import DDBDeltaLog
import DDBStore
import DDBTestKit
import Testing

/// The schedule of maintenance, without a table.
@Suite struct MaintenancePlanTests {
    private static let second: UInt64 = 1_000_000_000

    private static func plan(
        _ settings: MaintenanceSettings = MaintenanceSettings(), compacts: Bool = false,
        commitCount: Int = 0
    ) -> MaintenancePlan {
        MaintenancePlan(
            settings, retention: .brief, compacts: compacts, commitCount: commitCount, at: 0)
    }

    /// A plan whose first clean-up and vacuum are done.
    private static func settled(
        _ settings: MaintenanceSettings = MaintenanceSettings(), compacts: Bool = false
    ) -> MaintenancePlan {
        var plan = plan(settings, compacts: compacts)
        while case .run = plan.next(at: 0) { plan.ended(.done, at: 0) }
        return plan
    }

    @Test func `a checkpoint is due after so many commits, and again after as many more`() {
        var plan = Self.settled()
        for round in 1...3 {
            for _ in 1..<100 {
                plan.committed(actionCount: 1)
                #expect(plan.next(at: 1) == .wait(until: 600 * Self.second), "\(round)")
            }
            plan.committed(actionCount: 1)
            #expect(plan.next(at: 1) == .run(.checkpoint))
            plan.ended(.done, at: 1)
        }
    }

    @Test func `commits that come while a checkpoint is written count for the next`() {
        var plan = Self.settled()
        for _ in 0..<100 { plan.committed(actionCount: 1) }
        #expect(plan.next(at: 1) == .run(.checkpoint))
        for _ in 0..<99 { plan.committed(actionCount: 1) }
        plan.ended(.done, at: 1)
        #expect(plan.next(at: 1) == .wait(until: 600 * Self.second))
        plan.committed(actionCount: 1)
        #expect(plan.next(at: 1) == .run(.checkpoint))
    }

    @Test func `a few large commits make a checkpoint due too`() {
        var plan = Self.settled()
        plan.committed(actionCount: 49_999)
        #expect(plan.next(at: 1) == .wait(until: 600 * Self.second))
        plan.committed(actionCount: 1)
        #expect(plan.next(at: 1) == .run(.checkpoint))
        plan.ended(.done, at: 1)
        plan.committed(actionCount: 49_999)
        #expect(plan.next(at: 1) == .wait(until: 600 * Self.second))
    }

    @Test func `what a writer that was opened finds undone is done at once`() {
        var plan = Self.plan(compacts: true, commitCount: 250)
        var order: [MaintenanceAction] = []
        while case .run(let action) = plan.next(at: 0) {
            order.append(action)
            plan.ended(.done, at: 0)
        }
        #expect(order == [.checkpoint, .cleanLog, .vacuum, .compact])
    }

    @Test(arguments: [
        (0 as Int64, 10 as UInt64), (60, 10), (120, 20), (3600, 600), (86_400, 600),
    ])
    func `vacuums come six times in what deleted files are kept`(kept: Int64, every: UInt64) {
        var settings = MaintenanceSettings()
        settings.logCleanupInterval = .seconds(100_000)
        var plan = MaintenancePlan(
            settings,
            retention: TableRetention(
                logMicroseconds: 0, deletedFileMicroseconds: kept * 1_000_000),
            compacts: false, commitCount: 0, at: 0)
        while case .run = plan.next(at: 0) { plan.ended(.done, at: 0) }
        #expect(plan.next(at: 1) == .wait(until: every * Self.second))
        #expect(plan.next(at: every * Self.second) == .run(.vacuum))
    }

    @Test func `compaction goes on while it finds something, and looks again after commits`() {
        var settings = MaintenanceSettings()
        settings.compactionInterval = .seconds(5)
        var plan = Self.settled(settings, compacts: true)
        #expect(plan.next(at: 9 * Self.second) == .wait(until: 600 * Self.second))
        plan.committed(actionCount: 1)
        #expect(plan.next(at: 9 * Self.second) == .run(.compact))
        plan.ended(.more, at: 9 * Self.second)
        #expect(plan.next(at: 9 * Self.second) == .run(.compact))
        plan.ended(.done, at: 9 * Self.second)
        plan.committed(actionCount: 1)
        #expect(plan.next(at: 10 * Self.second) == .wait(until: 14 * Self.second))
        for _ in 0..<15 { plan.committed(actionCount: 1) }
        #expect(plan.next(at: 10 * Self.second) == .run(.compact))
    }

    @Test func `a vacuum comes early where much was taken out, once it is no longer kept`() {
        var settings = MaintenanceSettings()
        settings.vacuumByteCount = 1000
        let retention = TableRetention(
            logMicroseconds: 3_600_000_000, deletedFileMicroseconds: 60_000_000)
        var plan = MaintenancePlan(
            settings, retention: retention, compacts: false, commitCount: 0, at: 0)
        while case .run = plan.next(at: 0) { plan.ended(.done, at: 0) }
        plan.committed(actionCount: 1, removedByteCount: 999, at: 5 * Self.second)
        // By its interval: not enough was taken out.
        #expect(plan.next(at: 5 * Self.second) == .wait(until: 10 * Self.second))
        #expect(plan.next(at: 10 * Self.second) == .run(.vacuum))
        plan.ended(.done, at: 10 * Self.second)
        // What was taken out after five seconds is kept until the sixty-fifth.
        plan.committed(actionCount: 1, removedByteCount: 1, at: 6 * Self.second)
        var vacuums: [UInt64] = []
        var now = 10 * Self.second
        while now < 90 * Self.second {
            if case .run = plan.next(at: now) {
                vacuums.append(now / Self.second)
                plan.ended(.done, at: now)
            }
            now += Self.second
        }
        #expect(vacuums == [20, 30, 40, 50, 60, 67, 77, 87])
    }

    @Test func `bytes that are taken out for ever are counted in bounded memory`() {
        var settings = MaintenanceSettings()
        settings.vacuumByteCount = .max
        var plan = Self.settled(settings)
        var due = 0
        for step in 0..<100_000 {
            let now = UInt64(step) * Self.second
            plan.committed(actionCount: 1, removedByteCount: .max, at: now)
            while case .run(let action) = plan.next(at: now) {
                due += action == .vacuum ? 1 : 0
                plan.ended(.done, at: now)
            }
        }
        // About one for each of the times that a file is kept for, besides those of the interval.
        #expect(due > 100_000 / 600)
    }

    @Test func `nothing starves where every action takes longer than its interval`() {
        var settings = MaintenanceSettings()
        settings.checkpointCommitCount = 1
        settings.logCleanupInterval = .seconds(10)
        settings.vacuumInterval = .seconds(10)
        var plan = Self.plan(settings, compacts: true, commitCount: 1)
        var now: UInt64 = 0
        var order: [MaintenanceAction] = []
        for _ in 0..<12 {
            guard case .run(let action) = plan.next(at: now) else { break }
            order.append(action)
            now += 30 * Self.second
            plan.committed(actionCount: 1)
            plan.ended(action == .compact ? .more : .done, at: now)
        }
        let others: [MaintenanceAction] = [.cleanLog, .vacuum, .compact]
        #expect(order == (others + others).flatMap { [.checkpoint, $0] })
    }

    @Test func `a failure holds up nothing else`() {
        var plan = Self.plan(commitCount: 100)
        #expect(plan.next(at: 0) == .run(.checkpoint))
        #expect(plan.failed(at: 0) == 1)
        #expect(plan.next(at: 0) == .run(.cleanLog))
        plan.ended(.done, at: 0)
        #expect(plan.next(at: 0) == .run(.vacuum))
        plan.ended(.done, at: 0)
        #expect(plan.next(at: 0) == .wait(until: Self.second))
        #expect(plan.next(at: Self.second) == .run(.checkpoint))
    }

    @Test func `a failure waits twice as long each time, up to a limit`() {
        var settings = MaintenanceSettings()
        settings.vacuumInterval = .seconds(100_000)
        settings.logCleanupInterval = .seconds(100_000)
        var plan = Self.settled(settings)
        for _ in 0..<100 { plan.committed(actionCount: 1) }
        var now: UInt64 = 0
        for (failure, delay) in [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300].enumerated() {
            #expect(plan.next(at: now) == .run(.checkpoint))
            #expect(plan.failed(at: now) == failure + 1)
            now += UInt64(delay) * Self.second
            #expect(plan.next(at: now - 1) == .wait(until: now))
        }
        #expect(plan.next(at: now) == .run(.checkpoint))
        plan.ended(.done, at: now)
        for _ in 0..<100 { plan.committed(actionCount: 1) }
        #expect(plan.next(at: now) == .run(.checkpoint))
        #expect(plan.failed(at: now) == 1)
    }

    @Test(arguments: [(0, false), (19, false), (20, true), (99, true)])
    func `closing writes a checkpoint where many commits have none`(commits: Int, writes: Bool) {
        var plan = Self.settled()
        for _ in 0..<commits { plan.committed(actionCount: 1) }
        plan.close()
        #expect(plan.shouldStop)
        if writes {
            #expect(plan.next(at: 1) == .run(.checkpoint))
            // It is tried once, whatever comes of it.
            _ = plan.failed(at: 1)
        }
        #expect(plan.next(at: 1) == .end)
    }

    @Test func `nothing is done where it is off, and nothing more when it is abandoned`() {
        var plan = Self.plan(.off, commitCount: 1000)
        #expect(plan.next(at: 0) == .wait(until: nil))
        plan.close()
        #expect(plan.next(at: 0) == .end)
        var busy = Self.plan(commitCount: 1000)
        #expect(busy.next(at: 0) == .run(.checkpoint))
        busy.abandon()
        busy.ended(.done, at: 0)
        #expect(busy.next(at: 0) == .end)
    }

    /// What a plan must do, told in another way than the plan does it.
    private struct Model {
        var commits = 0
        var covered = 0
        var failures: [MaintenanceAction: Int] = [:]
        var notBefore: [MaintenanceAction: UInt64] = [:]
        var last: [MaintenanceAction: UInt64] = [:]
        var lastBegun: MaintenanceAction?

        func isFree(_ action: MaintenanceAction, _ now: UInt64) -> Bool {
            notBefore[action] ?? 0 <= now
        }
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `random walks keep the rules`(seed: UInt64) {
        let random = SeededRandom(seed: seed)
        var settings = MaintenanceSettings()
        settings.checkpointCommitCount = 1 + random.number(below: 20)
        settings.vacuumInterval = .seconds(1 + random.number(below: 30))
        settings.logCleanupInterval = .seconds(1 + random.number(below: 30))
        settings.retryDelayMax = .seconds(1 + random.number(below: 40))
        var plan = Self.plan(settings, compacts: random.number(below: 2) == 0)
        var model = Model()
        var now: UInt64 = 1
        for step in 0..<2000 {
            let note = Comment(rawValue: "seed \(seed), step \(step)")
            switch random.number(below: 3) {
            case 0:
                plan.committed(actionCount: 1)
                model.commits += 1
            case 1: now += UInt64(random.number(below: 4)) * Self.second
            case _:
                let next = plan.next(at: now)
                Self.check(next, model, settings, now, note)
                guard case .run(let action) = next else { continue }
                Self.end(action, &plan, &model, settings, &now, random)
            }
        }
        plan.close()
        var last: [MaintenanceAction] = []
        while case .run(let action) = plan.next(at: now) {
            last.append(action)
            plan.ended(.done, at: now)
        }
        #expect(last == (model.commits >= 20 ? [.checkpoint] : []), "seed \(seed)")
    }

    private static func check(
        _ next: MaintenancePlan.Step, _ model: Model, _ settings: MaintenanceSettings,
        _ now: UInt64, _ note: Comment
    ) {
        let wantsCheckpoint =
            model.commits >= settings.checkpointCommitCount && model.isFree(.checkpoint, now)
        // It waits for one other action at most, and only after one of its own.
        let isSecond: Bool
        if case .run = next { isSecond = model.lastBegun == .checkpoint } else { isSecond = false }
        #expect((next == .run(.checkpoint)) == wantsCheckpoint || isSecond, note)
        #expect(next != .run(.checkpoint) || wantsCheckpoint, note)
        switch next {
        case .end: Issue.record(note)
        case .wait(let until):
            #expect(until.map { $0 > now } ?? false, note)
            for (action, interval) in [
                (MaintenanceAction.cleanLog, settings.logCleanupInterval),
                (.vacuum, settings.vacuumInterval),
            ] {
                // Nothing that is due is waited for.
                let since = model.last[action].map { now - $0 } ?? .max
                let isDue = since >= UInt64(interval?.components.seconds ?? 0) * second
                #expect(!isDue || !model.isFree(action, now), note)
            }
        case .run(let action): #expect(model.isFree(action, now), note)
        }
    }

    private static func end(
        _ action: MaintenanceAction, _ plan: inout MaintenancePlan, _ model: inout Model,
        _ settings: MaintenanceSettings, _ now: inout UInt64, _ random: SeededRandom
    ) {
        let begun = now
        model.lastBegun = action
        let covered = model.commits
        for _ in 0..<random.number(below: 3) {
            plan.committed(actionCount: 1)
            model.commits += 1
        }
        now += UInt64(random.number(below: 3)) * second
        if random.number(below: 4) == 0 {
            let count = (model.failures[action] ?? 0) + 1
            #expect(plan.failed(at: now) == count)
            model.failures[action] = count
            let longest = UInt64(settings.retryDelayMax.components.seconds) * second
            model.notBefore[action] = now + min(longest, second << UInt64(min(count - 1, 30)))
        } else {
            plan.ended(random.number(below: 2) == 0 ? .more : .done, at: now)
            model.failures[action] = nil
            model.notBefore[action] = nil
            model.last[action] = begun
            if action == .checkpoint { model.commits -= covered }
        }
    }
}
