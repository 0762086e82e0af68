package import DDBBase
import DDBStorage
import Synchronization

/// Looks after a table in the process of its writer, beside the commits.
///
/// ```swift
/// maintenance.start()
/// maintenance.committed(version: version, actionCount: count)   // after every commit
/// let status = await maintenance.close()
/// ```
/// What is done runs on a thread of its own, one action at a time, and a commit only ever waits for
/// a counter. A failure is counted, told by ``status`` and tried again later; it never reaches a
/// commit. Who starts it ends it, by ``close()`` or ``abandon()``.
package final class TableMaintenance: Sendable {
    private struct State {
        var plan: MaintenancePlan
        var version: Int64
        var status = MaintenanceStatus()
        var task: Task<Void, Never>?
    }

    private let state: Mutex<State>
    private let work: any MaintenanceWork
    private let time: any TimeSource
    private let pool: ThreadPool
    private let wakeUp = WakeUp()

    /// Creates maintenance that does nothing yet.
    ///
    /// - Parameters:
    ///   - version: The table's version.
    ///   - pool: Where it runs; a thread is enough.
    package init(
        _ plan: MaintenancePlan, version: Int64, work: any MaintenanceWork, time: any TimeSource,
        pool: ThreadPool
    ) {
        state = Mutex(State(plan: plan, version: version))
        self.work = work
        self.time = time
        self.pool = pool
    }

    /// Begins.
    package func start() {
        state.withLock { state in
            precondition(state.task == nil, "maintenance is started once")
            // `close` awaits it; `close` and `abandon` make it end.
            state.task = Task(executorPreference: pool) { await self.run() }
        }
    }

    /// What was done, and what failed.
    package var status: MaintenanceStatus { state.withLock { $0.status } }

    /// Counts a commit that is in the log and durable.
    ///
    /// To be called before the names of its files are taken from those that are being written.
    package func committed(version: Int64, actionCount: Int, removedByteCount: Int = 0) {
        let now = time.monotonicNanoseconds
        state.withLock { state in
            state.version = max(state.version, version)
            state.plan.committed(
                actionCount: actionCount, removedByteCount: removedByteCount, at: now)
        }
        wakeUp.ring()
    }

    /// Ends: what runs stops at its next step, and where many commits have no checkpoint one is
    /// written.
    package func close() async -> MaintenanceStatus {
        let task = state.withLock { state in
            state.plan.close()
            return state.task
        }
        wakeUp.ring()
        await task?.value
        return status
    }

    /// Ends at the next step, without waiting and without anything more.
    package func abandon() {
        state.withLock { $0.plan.abandon() }
        wakeUp.ring()
    }

    private func run() async {
        while true {
            let now = time.monotonicNanoseconds
            switch state.withLock({ $0.plan.next(at: now) }) {
            case .end: return
            case .wait(nil): await wakeUp.sleep(for: nil, by: time)
            case .wait(let until?):
                let nanoseconds = until > now ? until - now : 0
                await wakeUp.sleep(
                    for: .nanoseconds(Int64(clamping: nanoseconds)), by: time)
            case .run(let action): await perform(action)
            }
        }
    }

    private func perform(_ action: MaintenanceAction) async {
        do {
            let result = try await work.perform(
                action, upTo: { self.state.withLock { $0.version } },
                shouldStop: { self.state.withLock { $0.plan.shouldStop } })
            let now = time.monotonicNanoseconds
            state.withLock { state in
                state.plan.ended(result.outcome, at: now)
                state.status.add(result, of: action)
            }
        } catch {
            let (now, moment) = (time.monotonicNanoseconds, time.now)
            state.withLock { state in
                let count = state.plan.failed(at: now)
                state.status.add(
                    MaintenanceFailure(action: action, count: count, moment: moment, cause: error))
            }
        }
    }
}
