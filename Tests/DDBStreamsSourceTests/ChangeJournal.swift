import DDBAttributes
import DDBConfiguration
import DDBPipeline
import Synchronization

/// The changes that a pipeline has brought, in their order, as short texts.
final class ChangeJournal: Sendable {
    private let state = Mutex<[String]>([])

    /// `INSERT a 1`: the event, the key and the attribute `n` where there is one.
    var lines: [String] { state.withLock { $0 } }

    var count: Int { state.withLock { $0.count } }

    func note(_ batch: ItemBatch) {
        for record in batch.records {
            let item = batch.item(at: record.newImage >= 0 ? record.newImage : record.keys)
            let cause = record.cause == .timeToLive ? " (TTL)" : ""
            var line = "\(record.effectiveEvent.name)\(cause)"
            if case .string(let key)? = item["pk"] { line += " \(key)" }
            if case .number(let number)? = item["n"] { line += " \(number)" }
            state.withLock { $0.append(line) }
        }
    }
}

/// A sink that notes changes and acknowledges them at once.
struct JournalSink: SinkComponent {
    static let spec = ComponentSpec(
        name: "journal", kind: .sink, summary: "Notes changes.", delivery: .atLeastOnce,
        ordering: .withinPartition)

    let journal: ChangeJournal

    init(_ journal: ChangeJournal) { self.journal = journal }

    init(options: Options, context: ComponentContext) throws { journal = ChangeJournal() }

    func open() async throws -> SinkSession { .acknowledging(Session(journal: journal)) }

    private final class Session: AcknowledgingSink {
        let journal: ChangeJournal

        init(journal: ChangeJournal) { self.journal = journal }

        func openLane() async throws -> any AcknowledgingLane { Lane(journal: journal) }
    }

    private final class Lane: AcknowledgingLane {
        let journal: ChangeJournal

        init(journal: ChangeJournal) { self.journal = journal }

        func write(_ batch: Batch, _ delivery: Delivery) async throws {
            journal.note(batch.items)
            delivery.acknowledge()
        }

        func flush() async throws {}
        func sourceIsIdle() async throws {}
    }
}
