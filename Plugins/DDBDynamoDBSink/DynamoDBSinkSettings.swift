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

    /// How a record meets the item that the table has.
    enum Updates: String, CaseIterable {
        /// The item is loaded, and the record reduced on it.
        case standard
        /// The record is written blind.
        case delta
    }

    var table: String
    var mode: Mode
    var keys: [DeclaredKey]
    var partitionedBy: PartitionedBy
    var createsTable: Bool
    var newerWins: String?
    /// What writes are reduced by on the items that the table has; nil where they are blind.
    var reduction: Reduction?
    /// What items are written as; nil where as they are.
    var document: RootDocument?
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
        reduction = try Self.reduction(options)
        document = try RootDocument(options)
        if let newerWins, let document, !document.has(newerWins),
            !keys.contains(where: { $0.name == newerWins })
        {
            throw options.error(
                .missingOption, "fields",
                "`newer-wins` compares an attribute beside the document: choose '\(newerWins)' as"
                    + " one of `fields`.")
        }
        ignoresNulls = try options.get("sink.ignore-nulls")
        failsOnError = try options.get("sink.fail-on-error")
        deadLetterPath = try options.find("dead-letter")
        hasSlowStart = try options.get("slow-start")
        connectionsMax = try options.get("sink.http-client.max-concurrency")
        let readTimeout: Int = try options.get("sink.http-client.read-timeout")
        self.readTimeout = .milliseconds(readTimeout)
        delivery = newerWins == nil ? .batches : .single
        if reduction != nil { delivery = .loadAndWrite }
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

    /// The same pace, for writes that are ready to be sent.
    var blind: DynamoDBSinkSettings {
        var settings = self
        settings.mode = .changes
        (settings.reduction, settings.document) = (nil, nil)
        settings.ignoresNulls = false
        settings.delivery.loads = false
        settings.delivery.supersedes = true
        return settings
    }

    /// Standard updates load and reduce; `delta_updates`, and what is as good, writes blind.
    private static func reduction(_ options: Options) throws -> Reduction? {
        let updates: Updates? = try options.find("updates").flatMap(Updates.init(rawValue:))
        let isDelta: Bool = try options.get("delta_updates")
        guard !isDelta || updates != .standard else {
            throw options.error(
                .outOfRange, "delta_updates", "`updates: standard` says the opposite.")
        }
        let named = try Reduction(options)
        guard isDelta || updates == .delta else {
            let reduction = named ?? (updates == .standard ? .merge : nil)
            guard let reduction, reduction.needsItem else { return nil }
            guard try options.find("newer-wins", as: String.self) == nil else {
                throw options.error(
                    .outOfRange, "newer-wins",
                    "A condition and a reduction do not go together: name the attribute in"
                        + " `reduce` with max, or leave one of them out.")
            }
            return reduction
        }
        guard named == nil else {
            throw options.error(
                .outOfRange, "reduce",
                "Delta updates read nothing that could be reduced; set `updates` to standard.")
        }
        return nil
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
