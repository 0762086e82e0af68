import DDBAttributes
import DDBConfiguration
import DDBDelivery
import DDBPipeline

/// The options of a ``DynamoDBSink``.
struct DynamoDBSinkSettings: Sendable {
    /// What becomes of records.
    enum Mode: String, CaseIterable {
        /// What each says: a put or a delete.
        case changes
        /// Every one is put; deletes are rejected.
        case put
        /// The item of every one is deleted.
        case delete
    }

    var table: String
    var mode: Mode
    var keys: [DeclaredKey]
    var partitionedBy: PartitionedBy
    var createsTable: Bool
    var newerWins: String?
    var ignoresNulls: Bool
    var failsOnError: Bool
    var deadLetterPath: String?
    var hasSlowStart: Bool
    var connectionsMax: Int
    var readTimeout: Duration
    var delivery: DeliveryOptions

    init(_ options: Options) throws {
        table = try Self.table(options)
        mode = try options.choose("mode")
        keys = try DeclaredKey.keys(options)
        partitionedBy = try PartitionedBy(options)
        createsTable = try options.get("create")
        guard !createsTable || !keys.isEmpty else {
            throw options.error(
                .missingOption, "key",
                "A table that is to be created needs `key`, such as [id] or [id, day:N].")
        }
        newerWins = try options.find("newer-wins")
        ignoresNulls = try options.get("sink.ignore-nulls")
        failsOnError = try options.get("sink.fail-on-error")
        deadLetterPath = try options.find("dead-letter")
        hasSlowStart = try options.get("slow-start")
        connectionsMax = try options.get("sink.http-client.max-concurrency")
        let readTimeout: Int = try options.get("sink.http-client.read-timeout")
        self.readTimeout = .milliseconds(readTimeout)
        delivery = newerWins == nil ? .batches : .single
        if newerWins == nil { delivery.batchMaxSize = try options.get("sink.batch.max-size") }
        delivery.maxInflight = try options.get("sink.requests.max-inflight")
        delivery.maxBuffered = try options.get("sink.requests.max-buffered")
        guard delivery.maxBuffered >= delivery.batchMaxSize else {
            throw options.error(
                .outOfRange, "sink.requests.max-buffered",
                "No batch of sink.batch.max-size would ever be full; it must not be smaller.")
        }
        let timeout: Int = try options.get("sink.flush-buffer.timeout")
        delivery.flushTimeout = .milliseconds(timeout)
        if failsOnError { delivery.retryLimit = .stop(after: Self.failuresMax) }
        let units: Int? = try options.find("write-capacity")
        delivery.writeCapacity = units.map(Double.init)
    }

    /// The attempts of a write after which `sink.fail-on-error` ends the pipeline, as many as
    /// AWS's SDKs make.
    static let failuresMax = 3

    private static func table(_ options: Options) throws -> String {
        let names: [String] = try ["table", "table-name"].compactMap { try options.find($0) }
        guard let name = names.first, names.count == 1 else {
            throw options.error(
                names.isEmpty ? .missingOption : .duplicateOption, "table",
                "Name the table by 'table', or by 'table-name', and not by both.")
        }
        return name
    }
}
