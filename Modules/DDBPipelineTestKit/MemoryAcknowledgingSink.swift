public import DDBConfiguration
public import DDBPipeline

/// An acknowledging sink into a ``MemoryTable``; it holds batches back and acknowledges them in
/// reverse.
public struct MemoryAcknowledgingSink: SinkComponent {
    /// Name, options and guarantees.
    public static let spec = ComponentSpec(
        name: "memory-acknowledging", kind: .sink, summary: "Keeps items in memory.",
        fields: [
            OptionField(
                "held-batches", .integer(0...1000), default: 3,
                summary: "How many batches wait before they are written.")
        ], delivery: .atLeastOnce, ordering: .withinPartition)

    /// Where the items are.
    public let table: MemoryTable
    private let heldCountMax: Int
    private let faults: FaultPlan
    private let isRejected: @Sendable (String) -> Bool

    /// Creates a sink with a table of its own.
    public init(options: Options, context: ComponentContext) throws {
        self.init(table: MemoryTable(), heldCountMax: try options.get("held-batches"))
    }

    /// Creates a sink into a table.
    ///
    /// - Parameter isRejected: Says which ids the sink will not take.
    public init(
        table: MemoryTable, heldCountMax: Int = 3, faults: FaultPlan = FaultPlan(),
        rejecting isRejected: @escaping @Sendable (String) -> Bool = { _ in false }
    ) {
        self.table = table
        self.heldCountMax = heldCountMax
        self.faults = faults
        self.isRejected = isRejected
    }

    /// Begins to write.
    public func open() async throws -> SinkSession {
        .acknowledging(Session(sink: self))
    }

    private final class Session: AcknowledgingSink {
        private let sink: MemoryAcknowledgingSink

        init(sink: MemoryAcknowledgingSink) {
            self.sink = sink
        }

        func openLane() async throws -> any AcknowledgingLane { Lane(sink: sink) }
    }

    private final class Lane: AcknowledgingLane {
        private let sink: MemoryAcknowledgingSink
        private var held: [(Batch, Delivery)] = []

        init(sink: MemoryAcknowledgingSink) {
            self.sink = sink
        }

        func write(_ batch: Batch, _ delivery: Delivery) async throws {
            held.append((batch, delivery))
            if held.count > sink.heldCountMax { try await flush() }
        }

        func flush() async throws {
            var settled: [(Delivery, [RecordReject])] = []
            for (batch, delivery) in held {
                try sink.faults.step("write")
                let ids = TestItems.ids(of: batch.items)
                sink.table.commit(ids.filter { !sink.isRejected($0) }, batch.progress)
                let rejects = ids.indices.filter { sink.isRejected(ids[$0]) }
                    .map { RecordReject(recordIndex: $0, reason: "not wanted") }
                settled.append((delivery, rejects))
            }
            for (delivery, rejects) in settled.reversed() {
                delivery.acknowledge(rejects: rejects)
            }
            held.removeAll()
        }
    }
}
