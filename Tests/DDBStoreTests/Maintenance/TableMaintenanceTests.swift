import DDBBase
import DDBDeltaLog
import DDBStore
import DDBTestKit
import Synchronization
import Testing

/// The thread beside the commits, with work that a test scripts.
@Suite struct TableMaintenanceTests {
    /// Notes what is asked of it, and fails or waits where told.
    private final class ScriptedWork: MaintenanceWork {
        struct Broken: Error {}

        struct State {
            var performed: [MaintenanceAction] = []
            var versions: [Int64] = []
            var failuresLeft: [MaintenanceAction: Int] = [:]
            var runsUntilStopped = false
            var runningCount = 0
            var overlaps = false
            /// Who waits until so many actions were begun.
            var waiting: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
        }

        let state = Mutex(State())

        func perform(
            _ action: MaintenanceAction, upTo version: @escaping @Sendable () -> Int64,
            shouldStop: @escaping @Sendable () -> Bool
        ) async throws -> MaintenanceResult {
            let (fails, waits, woken) = state.withLock { state in
                state.performed.append(action)
                state.versions.append(version())
                state.runningCount += 1
                if state.runningCount > 1 { state.overlaps = true }
                let left = state.failuresLeft[action] ?? 0
                if left > 0 { state.failuresLeft[action] = left - 1 }
                let count = state.performed.count
                let woken = state.waiting.filter { $0.count <= count }.map(\.continuation)
                state.waiting.removeAll { $0.count <= count }
                return (left > 0, state.runsUntilStopped && action == .compact, woken)
            }
            for continuation in woken { continuation.resume() }
            defer { state.withLock { $0.runningCount -= 1 } }
            if fails { throw Broken() }
            while waits, !shouldStop() { await Task.yield() }
            var result = MaintenanceResult()
            if action == .checkpoint { result.checkpointVersion = version() }
            if action == .vacuum { (result.fileCount, result.byteCount) = (2, 10) }
            return result
        }

        var performed: [MaintenanceAction] { state.withLock { $0.performed } }

        /// Waits until so many actions were begun.
        func begun(_ count: Int) async {
            await withCheckedContinuation { continuation in
                let isThere = state.withLock { state in
                    if state.performed.count >= count { return true }
                    state.waiting.append((count, continuation))
                    return false
                }
                if isThere { continuation.resume() }
            }
        }
    }

    private static func maintenance(
        _ work: ScriptedWork, _ time: ManualTimeSource, compacts: Bool = false
    ) -> TableMaintenance {
        let plan = MaintenancePlan(
            MaintenanceSettings(), retention: .brief, compacts: compacts, commitCount: 0,
            at: time.monotonicNanoseconds)
        return TableMaintenance(
            plan, version: 0, work: work, time: time, pool: ThreadPool(threadCount: 1))
    }

    @Test(.timeLimit(.minutes(10)))
    func `commits and time make it act, one action at a time`() async throws {
        let (work, time) = (ScriptedWork(), ManualTimeSource())
        let maintenance = Self.maintenance(work, time)
        maintenance.start()
        await work.begun(2)
        for version in 1...100 { maintenance.committed(version: Int64(version), actionCount: 1) }
        await work.begun(3)
        #expect(work.performed == [.cleanLog, .vacuum, .checkpoint])
        await time.sleepers(atLeast: 1)
        time.advance(by: .seconds(600))
        await work.begun(5)
        let status = await maintenance.close()
        #expect(work.performed == [.cleanLog, .vacuum, .checkpoint, .cleanLog, .vacuum])
        #expect(status.checkpointCount == 1 && status.checkpointVersion == 100)
        #expect(status.vacuumedFileCount == 4 && status.vacuumedByteCount == 20)
        #expect(status.failureCount == 0 && status.failures.isEmpty)
        #expect(!work.state.withLock { $0.overlaps })
    }

    @Test(.timeLimit(.minutes(10)))
    func `a failure is told, tried again, and forgotten when it comes about`() async throws {
        let (work, time) = (ScriptedWork(), ManualTimeSource())
        work.state.withLock { $0.failuresLeft[.vacuum] = 2 }
        let maintenance = Self.maintenance(work, time)
        maintenance.start()
        await work.begun(2)
        for (count, delay) in [(1, 1), (2, 2)] {
            await time.sleepers(atLeast: 1)
            let failures = maintenance.status.failures
            #expect(failures.map(\.action) == [.vacuum] && failures.map(\.count) == [count])
            #expect(failures.first?.cause is ScriptedWork.Broken)
            time.advance(by: .seconds(delay))
            await work.begun(2 + count)
        }
        let status = await maintenance.close()
        #expect(work.performed == [.cleanLog, .vacuum, .vacuum, .vacuum])
        #expect(status.failureCount == 2 && status.failures.isEmpty)
        #expect(status.vacuumedFileCount == 2)
    }

    @Test(.timeLimit(.minutes(10)))
    func `closing stops what runs between its steps and then writes a checkpoint`() async throws {
        let (work, time) = (ScriptedWork(), ManualTimeSource())
        work.state.withLock { $0.runsUntilStopped = true }
        let maintenance = Self.maintenance(work, time, compacts: true)
        maintenance.start()
        await work.begun(3)
        for version in 1...30 { maintenance.committed(version: Int64(version), actionCount: 1) }
        let status = await maintenance.close()
        #expect(work.performed == [.cleanLog, .vacuum, .compact, .checkpoint])
        #expect(work.state.withLock { $0.versions.last } == 30)
        #expect(status.checkpointVersion == 30)
    }

    @Test(.timeLimit(.minutes(10)))
    func `one that is given up ends by itself`() async throws {
        let (work, time) = (ScriptedWork(), ManualTimeSource())
        weak var gone: TableMaintenance?
        do {
            let maintenance = Self.maintenance(work, time)
            gone = maintenance
            maintenance.start()
            await work.begun(2)
            maintenance.abandon()
        }
        while gone != nil { await Task.yield() }
        #expect(work.performed == [.cleanLog, .vacuum])
    }
}
