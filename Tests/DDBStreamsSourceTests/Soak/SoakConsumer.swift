import DDBBase
import DDBConfiguration
import DDBLocal
import DDBPipeline
import DDBStreamsSource
import DDBTestKit
import FollowedTables
import Synchronization

/// Follows a table by a pipeline that is stopped, killed and begun again with its saved positions.
final class SoakConsumer: Sendable {
    /// Positions in memory, which outlives runs as a disk does.
    private final class Positions: PositionStore {
        private let state = Mutex(PositionMap())

        func restore() async throws -> PositionMap { state.withLock { $0 } }

        func save(_ positions: PositionMap) async throws { state.withLock { $0 = positions } }
    }

    private struct State {
        var runner: PipelineRunner?
        var task: Task<Void, Never>?
        var isStopping = false
        var startCount = 0
        var retryCount = 0
        var failure: String?
    }

    /// How often a run that could not begin under faults is begun again, in all.
    private static let retriesMax = 200

    let table: LoggedTable
    let journal: DeliveryJournal
    let losses: LossNotes
    private let server: RunningServer
    private let time: SoakClock
    private let random: SeededRandom
    private let store = Positions()
    private let state = Mutex(State())

    init(_ table: LoggedTable, _ server: RunningServer, seed: UInt64) {
        self.table = table
        self.server = server
        time = SoakClock(clock: server.clock)
        journal = DeliveryJournal(time: time)
        losses = LossNotes(time: time)
        random = SeededRandom(seed: seed)
    }

    /// How often it was begun.
    var startCount: Int { state.withLock { $0.startCount } }

    /// Why it does not run any more though nobody has stopped it.
    var failure: String? { state.withLock { $0.failure } }

    var isRunning: Bool { state.withLock { $0.task != nil } }

    /// What is saved.
    var positions: PositionMap {
        get async throws { try await store.restore() }
    }

    func start() {
        state.withLock { state in
            precondition(state.task == nil, "it runs already")
            state.isStopping = false
            // `stop` ends and awaits it.
            state.task = Task { await self.run() }
        }
    }

    /// Ends the run: in order, with all that it has committed, or at once.
    func stop(inOrder: Bool) async {
        let task = state.withLock { state in
            state.isStopping = true
            if inOrder { state.runner?.drain() } else { state.task?.cancel() }
            return state.task
        }
        await task?.value
        state.withLock { $0.task = nil }
    }

    private func run() async {
        while !Task.isCancelled {
            do {
                let runner = try makeRunner()
                let goesOn = state.withLock { state in
                    state.runner = runner
                    state.startCount += 1
                    return !state.isStopping
                }
                guard goesOn else { return }
                journal.beginRun()
                _ = try await runner.run()
                if !state.withLock({ $0.isStopping }) { fail("it ended by itself") }
                return
            } catch is CancellationError {
                return
            } catch {
                // To begin it asks twice; faults may meet each of a call's attempts.
                let mayHelp = (error as? PipelineError)?.disposition == .retry
                let count = state.withLock { state in
                    state.retryCount += 1
                    return state.retryCount
                }
                guard mayHelp, count <= Self.retriesMax else { return fail("\(error)") }
            }
        }
    }

    private func fail(_ text: String) {
        state.withLock { $0.failure = $0.failure ?? "\(table.name): \(text)" }
    }

    private func makeRunner() throws -> PipelineRunner {
        let options: [(String, String)] = [
            ("region", "us-east-1"), ("endpoint", server.endpoint), ("table", table.name),
            ("scan_interval", "60s"), ("idle-interval", "600s"), ("discovery-interval", "600s"),
            ("lag_exceeds_shard_retention_behavior", "warn"),
        ]
        let context = ComponentContext(
            logger: losses.logger, time: time, random: SeededRandom(seed: random.next()),
            environment: StreamedTable.environment)
        let entries = options.map {
            ConfigurationEntry($0.0, ConfigurationNode(text: $0.1))
        }
        let source = try StreamsSource(
            options: Options(
                ConfigurationNode(.map(entries)), fields: StreamsSource.spec.fields),
            context: context)
        let sink = HoldingJournalSink(journal, heldCountMax: random.number(below: 4))
        return PipelineRunner(
            Pipeline(
                name: table.name, source: source, sink: sink,
                settings: PipelineSettings(laneCount: 1)),
            context: context, keeping: store)
    }
}
