import DDBAttributes
import DDBConfiguration
import DDBPipeline
import Synchronization

/// What came out of a scan.
final class Found: Sendable {
    private struct State {
        var items: [Item] = []
        var limit = Int.max
        var action: (@Sendable () -> Void)?
    }
    private let state = Mutex(State())

    var items: [Item] { state.withLock { $0.items } }

    var ids: [String] {
        items.compactMap { item in
            guard case .string(let id)? = item["id"] else { return nil }
            return id
        }
    }

    func whenReached(_ count: Int, _ action: @escaping @Sendable () -> Void) {
        state.withLock { state in
            state.limit = count
            state.action = action
        }
    }

    func add(_ batch: ItemBatch) {
        let action = state.withLock { state -> (@Sendable () -> Void)? in
            for record in batch.records { state.items.append(batch.item(at: record.newImage)) }
            return state.items.count >= state.limit ? state.action : nil
        }
        action?()
    }
}

/// A sink that keeps items in memory.
struct FoundSink: SinkComponent {
    static let spec = ComponentSpec(
        name: "found", kind: .sink, summary: "Keeps items.", delivery: .atLeastOnce,
        ordering: .none)
    let found: Found

    init(_ found: Found) { self.found = found }
    init(options: Options, context: ComponentContext) throws { self.init(Found()) }

    func open() async throws -> SinkSession { .acknowledging(FoundSession(found)) }
}

final class FoundSession: AcknowledgingSink {
    private let found: Found
    init(_ found: Found) { self.found = found }
    func openLane() async throws -> any AcknowledgingLane { FoundLane(found) }
}

final class FoundLane: AcknowledgingLane {
    private let found: Found
    init(_ found: Found) { self.found = found }
    func write(_ batch: Batch, _ delivery: Delivery) async throws {
        found.add(batch.items)
        delivery.acknowledge()
    }
    func flush() async throws {}
}
