import DDBPipeline
import DDBPipelineTestKit
import Synchronization
import Testing

/// Where positions are kept for a sink that keeps none.
@Suite struct PositionStoreTests {
    /// A store in memory.
    private final class Memory: PositionStore {
        private let state: Mutex<(positions: PositionMap, saves: Int)>

        init(_ positions: PositionMap = PositionMap()) { state = Mutex((positions, 0)) }

        var positions: PositionMap { state.withLock { $0.positions } }

        func restore() async throws -> PositionMap { positions }

        func save(_ positions: PositionMap) async throws {
            state.withLock { $0 = (positions, $0.saves + 1) }
        }
    }

    private struct Full: PositionStore {
        func restore() async throws -> PositionMap { PositionMap() }

        func save(_ positions: PositionMap) async throws {
            throw PipelineError(.sinkFailed, "no room is left")
        }
    }

    private static func run(
        _ source: MemorySource, _ sink: any SinkComponent, keeping store: any PositionStore
    ) async throws -> PipelineReport {
        try await PipelineRunner(
            Pipeline(source: source, sink: sink), context: ComponentContext(), keeping: store
        ).run()
    }

    @Test func `what a run has saved another goes on from`() async throws {
        let table = MemoryTable()
        let store = Memory()
        let source = MemorySource(parts: RunnerTests.parts(3, rows: 40), batchRowCount: 10)
        let report = try await Self.run(
            source, MemoryAcknowledgingSink(table: table), keeping: store)
        #expect(store.positions == report.positions)
        #expect(table.ids.sorted() == source.ids.sorted())
        let again = MemorySource(parts: RunnerTests.parts(4, rows: 40), batchRowCount: 10)
        _ = try await Self.run(again, MemoryAcknowledgingSink(table: table), keeping: store)
        #expect(table.ids.sorted() == again.ids.sorted())
        #expect(store.positions.count == 4)
    }

    @Test func `a run whose positions cannot be saved fails`() async throws {
        let source = MemorySource(parts: RunnerTests.parts(1, rows: 10))
        await #expect(throws: PipelineError.self) {
            try await Self.run(
                source, MemoryAcknowledgingSink(table: MemoryTable()), keeping: Full())
        }
    }

    @Test func `a sink that keeps positions itself is refused`() async throws {
        let source = MemorySource(parts: RunnerTests.parts(1, rows: 10))
        let table = MemoryTable()
        let error = await #expect(throws: PipelineError.self) {
            try await Self.run(source, MemorySink(table: table), keeping: Memory())
        }
        #expect(error?.disposition == .reconfigure)
        #expect(table.ids.isEmpty)
    }
}
