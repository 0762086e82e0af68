import DDBAttributes
import DDBDelivery
import DDBDynamoDB
import DDBPipeline
import Logging

/// One run over a table.
final class DynamoDBSinkSession: AcknowledgingSink {
    let settings: DynamoDBSinkSettings
    let table: SinkTable
    let journal: (any WriteJournal)?
    private let deadLetters: DeadLetters?
    let context: ComponentContext
    private let desk: DeliveryDesk

    init(
        _ settings: DynamoDBSinkSettings, table: SinkTable, journal: (any WriteJournal)?,
        deadLetters: DeadLetters?, context: ComponentContext
    ) throws {
        self.settings = settings
        self.table = table
        self.journal = journal
        self.deadLetters = deadLetters
        self.context = context
        let identifier = KeyIdentifier(table.schema, random: context.random)
        let maker = try settings.newerWins.map {
            try SplicedWriteMaker(table: table.name, schema: table.schema, newerWins: $0)
        }
        var options = settings.delivery
        if settings.hasSlowStart, table.isOnDemand, options.writeCapacity == nil {
            options.slowStart = DeliveryOptions.SlowStart(
                capacity: Double(max(table.warmCapacity ?? 0, Self.newTableCapacity)),
                doubling: .seconds(10))
        }
        if let name = settings.document?.conflict(with: table.schema) {
            throw PipelineError(
                .sinkFailed,
                "The attribute '\(name)' is of the table's key, which stands beside the document"
                    + " anyway; give the document or the field another name.",
                component: DynamoDBSink.spec.title, disposition: .reconfigure)
        }
        if let name = settings.reduction?.conflict(with: table.schema) {
            throw PipelineError(
                .sinkFailed,
                "The attribute '\(name)' is of the table's key, which must stay as it is; leave it"
                    + " out of `reduce`.",
                component: DynamoDBSink.spec.title, disposition: .reconfigure)
        }
        desk = DeliveryDesk(
            options,
            call: WriteCall(
                table: table, identifier: identifier, maker: maker,
                reduction: settings.reduction, document: settings.document),
            journal: journal, deadLetters: deadLetters, context: context)
    }

    /// What a new on-demand table serves at once, in WCU a second.
    private static let newTableCapacity = 4000

    /// What has been done so far.
    var counters: DeliveryCounters { desk.counters }

    /// The records that this run has set aside.
    var deadLetterCount: Int { deadLetters?.count ?? 0 }

    func start() { desk.start() }

    func openLane() async throws -> any AcknowledgingLane {
        DynamoDBLane(
            desk, settings, table, journal: journal, deadLetters: deadLetters, time: context.time)
    }

    func finish() async throws {
        await desk.close()
        let counters = desk.counters
        context.logger.info(
            "the table is written",
            metadata: [
                "table": "\(table.name)", "written": "\(counters.written)",
                "superseded": "\(counters.superseded)", "kept out": "\(counters.keptOut)",
                "dead letters": "\(deadLetterCount)",
                "throttled calls": "\(counters.throttledCalls)",
            ])
    }

    func abort() async { await desk.close() }
}
