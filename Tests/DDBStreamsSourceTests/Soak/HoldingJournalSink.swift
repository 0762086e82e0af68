import DDBConfiguration
import DDBPipeline

/// A sink that notes deliveries, and holds some batches back before it acknowledges them.
struct HoldingJournalSink: SinkComponent {
    static let spec = ComponentSpec(
        name: "holding-journal", kind: .sink, summary: "Notes changes, and acknowledges later.",
        delivery: .atLeastOnce, ordering: .withinPartition)

    let journal: DeliveryJournal
    let heldCountMax: Int

    init(_ journal: DeliveryJournal, heldCountMax: Int) {
        self.journal = journal
        self.heldCountMax = heldCountMax
    }

    init(options: Options, context: ComponentContext) throws {
        self.init(DeliveryJournal(time: context.time), heldCountMax: 0)
    }

    func open() async throws -> SinkSession { .acknowledging(Session(sink: self)) }

    private final class Session: AcknowledgingSink {
        let sink: HoldingJournalSink

        init(sink: HoldingJournalSink) { self.sink = sink }

        func openLane() async throws -> any AcknowledgingLane { Lane(sink: sink) }
    }

    private final class Lane: AcknowledgingLane {
        private let sink: HoldingJournalSink
        private var held: [Delivery] = []
        private var idleCount = 0
        /// How often it is idle before it acknowledges what it holds: half a second and more.
        private static let idleMax = 20

        init(sink: HoldingJournalSink) { self.sink = sink }

        func write(_ batch: Batch, _ delivery: Delivery) async throws {
            sink.journal.note(batch.items)
            held.append(delivery)
            if held.count > sink.heldCountMax, !sink.journal.isOwing { try await flush() }
            idleCount = 0
        }

        func flush() async throws {
            for delivery in held.reversed() { delivery.acknowledge() }
            held.removeAll()
        }

        func sourceIsIdle() async throws {
            idleCount += 1
            if idleCount.isMultiple(of: Self.idleMax), !sink.journal.isOwing { try await flush() }
        }
    }
}
