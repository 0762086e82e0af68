import DDBAttributes
import DDBClientOptions
public import DDBConfiguration
public import DDBPipeline
import Synchronization

/// Checks what a ``DynamoDBSink`` would write, and counts it; writes nothing.
///
/// The table is described, so that its key is known; one that would be created is not.
public struct RehearsalSink: SinkComponent {
    /// What writing would take.
    public struct Estimate: Sendable, Hashable {
        /// Items to put.
        public var putCount = 0
        /// Keys to delete.
        public var deleteCount = 0
        /// Records that cannot be written.
        public var rejectCount = 0
        /// The bytes of the items as DynamoDB counts them; of deletes those of the keys.
        public var itemByteCount = 0
        /// The write capacity units of each record by itself.
        ///
        /// Of records of one key that wait together only the last is written; replaced and deleted
        /// items may be larger, and each index takes more.
        public var writeUnits = 0
        /// Whether records would be reduced on items: what that writes, and reads, is not known.
        public var isReduced = false
        /// The first reasons for which records cannot be written, each with its line.
        public var reasons: [String] = []

        /// Creates an estimate of nothing.
        public init() {}
    }

    /// The most reasons that are kept.
    public static let reasonCountMax = 10

    /// The options of ``DynamoDBSink``.
    public static let spec = ComponentSpec(
        name: "dynamodb-rehearsal", kind: .sink,
        summary: "Checks what `dynamodb` would write.", fields: DynamoDBSink.spec.fields,
        delivery: .atLeastOnce, ordering: .withinPartition)

    private let settings: DynamoDBSinkSettings
    private let clients: ClientOptions
    private let context: ComponentContext
    private let total = Total()

    /// Creates the sink from the validated options of the other.
    ///
    /// - Throws: As that does.
    public init(options: Options, context: ComponentContext) throws {
        settings = try DynamoDBSinkSettings(options)
        clients = try ClientOptions(options)
        self.context = context
    }

    /// What has been counted.
    public var estimate: Estimate { total.value.withLock { $0 } }

    /// Describes the table.
    ///
    /// - Throws: As ``DynamoDBSink/open()``.
    public func open() async throws -> SinkSession {
        total.value.withLock { $0.isReduced = settings.reduction != nil }
        let table = try await SinkTable.open(
            settings, clients: try await clients.connect(context), context: context,
            isRehearsal: true)
        return .acknowledging(
            RehearsalSession(
                settings, table, KeyIdentifier(table.schema, random: context.random), total))
    }

    final class Total: Sendable {
        let value = Mutex(Estimate())
    }
}

private final class RehearsalSession: AcknowledgingSink {
    private let settings: DynamoDBSinkSettings
    private let table: SinkTable
    private let identifier: KeyIdentifier
    private let total: RehearsalSink.Total

    init(
        _ settings: DynamoDBSinkSettings, _ table: SinkTable, _ identifier: KeyIdentifier,
        _ total: RehearsalSink.Total
    ) {
        self.settings = settings
        self.table = table
        self.identifier = identifier
        self.total = total
    }

    func openLane() async throws -> any AcknowledgingLane {
        RehearsalLane(
            RecordShape(settings, table), RecordChecker(settings, table, identifier), total)
    }
}

private final class RehearsalLane: AcknowledgingLane {
    private let shape: RecordShape
    private var checker: RecordChecker
    private let total: RehearsalSink.Total

    init(
        _ shape: RecordShape, _ checker: consuming RecordChecker, _ total: RehearsalSink.Total
    ) {
        self.shape = shape
        self.checker = checker
        self.total = total
    }

    func write(_ batch: Batch, _ delivery: Delivery) async throws {
        let shaped = try shape.shaped(batch.items)
        let items = shaped.batch
        var sum = RehearsalSink.Estimate()
        for (number, record) in items.records.enumerated() {
            do throws(AttributeError) {
                if let failure = shaped.failures[number] { throw failure }
                let write = try checker.check(record, of: items).write
                switch write.operation {
                case .put: sum.putCount += 1
                case .delete: sum.deleteCount += 1
                }
                sum.itemByteCount += write.itemByteCount
                sum.writeUnits += write.writeUnitsMin
            } catch {
                sum.rejectCount += 1
                if sum.reasons.count < RehearsalSink.reasonCountMax {
                    sum.reasons.append(error.message)
                }
            }
        }
        let added = sum
        total.value.withLock { total in
            total.putCount += added.putCount
            total.deleteCount += added.deleteCount
            total.rejectCount += added.rejectCount
            total.itemByteCount += added.itemByteCount
            total.writeUnits += added.writeUnits
            let room = RehearsalSink.reasonCountMax - total.reasons.count
            total.reasons += added.reasons.prefix(max(0, room))
        }
        delivery.acknowledge()
    }

    func flush() async throws {}
}
