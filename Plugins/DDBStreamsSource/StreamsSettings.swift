import DDBConfiguration
import DDBShards

/// The options of the source.
struct StreamsSettings: Sendable {
    /// Where the first run begins.
    enum Start: String, CaseIterable {
        /// At the oldest change that the stream has.
        case trimHorizon = "trim_horizon"
        /// Behind the newest.
        case latest
    }

    /// What is done where changes are gone.
    enum OnLoss: String, CaseIterable {
        /// The pipeline fails.
        case error
        /// A warning is logged and counted.
        case warn
    }

    /// Empty where the stream's ARN is given.
    let table: String
    let streamARN: String?
    let onLoss: OnLoss
    let shards: ShardCoordinatorOptions

    static let fields: [OptionField] = [
        OptionField(
            "table", .string, example: "orders",
            summary: "The table, whose newest stream is followed."),
        OptionField(
            "stream-arn", .string, isAdvanced: true,
            summary: "The stream, in place of the table's newest."),
        OptionField(
            "start", .enumeration(Start.allCases.map(\.rawValue)), default: "trim_horizon",
            summary: "Where a first run begins: at the oldest change that is kept, or behind the"
                + " newest."),
        OptionField(
            "scan_interval", .duration(.milliseconds(250)...(.seconds(60))), default: "250ms",
            keepsPositions: true,
            summary: "The shortest time between two reads of a shard; DynamoDB allows four reads"
                + " a second."),
        OptionField(
            "idle-interval", .duration(.milliseconds(250)...(.seconds(600))), default: "2s",
            isAdvanced: true, keepsPositions: true,
            summary: "The longest time between two reads of a shard that has nothing."),
        OptionField(
            "discovery-interval", .duration(.seconds(1)...(.seconds(3600))), default: "60s",
            isAdvanced: true, keepsPositions: true,
            summary: "The time between two listings of all shards."),
        OptionField(
            "lag_exceeds_shard_retention_behavior",
            .enumeration(OnLoss.allCases.map(\.rawValue)), default: "error",
            keepsPositions: true,
            summary: "What is done where the stream no longer has changes: the pipeline fails, or"
                + " it warns and goes on."),
        OptionField(
            "max_tracked_shards", .integer(1...1_000_000), default: 65_536, isAdvanced: true,
            keepsPositions: true,
            summary: "The most shards that are followed."),
        OptionField(
            "buffer-bytes", .byteSize((1 << 20)...(1 << 40)), default: "64MiB", isAdvanced: true,
            keepsPositions: true,
            summary: "The most bytes of changes that are read and not yet durable in the sink."),
        OptionField(
            "requests", .integer(1...1000), default: 64, isAdvanced: true, keepsPositions: true,
            summary: "The most requests at once."),
    ]

    init(_ options: Options) throws(ConfigurationError) {
        streamARN = try options.find("stream-arn")
        let name: String? = try options.find("table")
        guard (name == nil) != (streamARN == nil) else {
            throw options.error(
                name == nil ? .missingOption : .duplicateOption, "table",
                "Name the table, or its stream by 'stream-arn', and not both.")
        }
        table = name ?? ""
        onLoss = try options.choose("lag_exceeds_shard_retention_behavior")
        var shards = ShardCoordinatorOptions.dynamoDBStreams
        let start: Start = try options.choose("start")
        shards.start = start == .latest ? .latest : .trimHorizon
        shards.pollInterval = try options.get("scan_interval")
        shards.idlePollInterval = max(
            shards.pollInterval, try options.get("idle-interval") as Duration)
        shards.discoveryInterval = try options.get("discovery-interval")
        shards.trackedShardsMax = try options.get("max_tracked_shards")
        shards.bytesMax = try options.get("buffer-bytes")
        shards.requestsMax = try options.get("requests")
        self.shards = shards
    }
}
