import DDBAttributes
import DDBConfiguration
import DDBPipeline
import Synchronization

/// Gives one batch again and again, with a new position each time.
struct RepeatingSource: SourceComponent {
    static let spec = ComponentSpec(
        name: "repeating", kind: .source, summary: "Repeats a batch.", delivery: .exactlyOnce,
        ordering: .withinPartition)

    let items: ItemBatch
    let batchCount: Int

    init(items: ItemBatch, batchCount: Int) {
        self.items = items
        self.batchCount = batchCount
    }

    init(options: Options, context: ComponentContext) throws {
        self.init(items: .empty, batchCount: 0)
    }

    func open(from positions: PositionMap) async throws -> any SourceSession { Session(self) }

    private final class Session: SourceSession {
        private let source: RepeatingSource
        private let isTaken = Atomic(false)

        init(_ source: RepeatingSource) {
            self.source = source
        }

        func nextReader() async throws -> (any SourceReader)? {
            isTaken.exchange(true, ordering: .relaxed) ? nil : Reader(source)
        }
    }

    private final class Reader: SourceReader {
        private let source: RepeatingSource
        private var count = 0

        init(_ source: RepeatingSource) {
            self.source = source
        }

        func next() async throws -> SourceStep {
            guard count < source.batchCount else { return .end }
            count += 1
            let progress = PartitionProgress(
                try Partition("p"), try Position(String(count)),
                isFinished: count == source.batchCount)
            return .batch(Batch(items: source.items, progress: [progress]))
        }
    }
}
