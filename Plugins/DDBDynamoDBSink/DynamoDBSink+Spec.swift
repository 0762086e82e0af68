import DDBClientOptions
import DDBConfiguration
public import DDBPipeline

extension DynamoDBSink {
    /// Name, options and guarantees.
    public static let spec = ComponentSpec(
        name: "dynamodb", kind: .sink,
        summary: "Puts items into a DynamoDB table, and deletes them.",
        description: """
            Items go in batches of BatchWriteItem, many at once; writes of one key take effect in the order in \
            which they came. Throttles and unprocessed items are sent again until they are taken. Items are \
            checked before they are sent, so that one that DynamoDB would refuse harms no other: it is \
            rejected, or goes with its reason into the file of `dead-letter`, which holds items and can be \
            loaded again.

            Options with dots have the names and defaults of Flink's connector. `newer-wins` names an \
            attribute by which an item in the table that is as new or newer stays.
            """,
        fields: fields + ClientOptions.fields, delivery: .atLeastOnce,
        ordering: .withinPartition)

    private static let fields: [OptionField] = [
        OptionField(
            "table", .string, example: "orders", summary: "The table's name or ARN."),
        OptionField(
            "table-name", .string, isAdvanced: true, summary: "The same as `table`."),
        OptionField(
            "connector", .enumeration(["dynamodb"]), isAdvanced: true,
            summary: "Says what `type` says, in Flink's words."),
        OptionField(
            "mode", .enumeration(DynamoDBSinkSettings.Mode.allCases.map(\.rawValue)),
            default: "changes",
            summary: "Whether records are put or deleted as they say (`changes`), all put, or the"
                + " items of all deleted."),
        OptionField(
            "key", .names, example: "[id, day:N]",
            summary: "The table's key attributes, which are checked, or those of a table that is"
                + " created: partition key first, with S, N or B as type."),
        OptionField(
            "partitioned-by", .names, isAdvanced: true, example: "[id]",
            summary: "The attributes that Flink makes rows of a batch one by; here the table's key"
                + " does that, and a warning says so where it is another."),
        OptionField(
            "create", .boolean, default: false,
            summary: "Whether a table that does not exist is created, paid per request."),
        OptionField(
            "newer-wins", .string, example: "updated_at",
            summary: "The attribute that tells which of two items is newer; only newer ones are"
                + " written, one a request."),
        OptionField(
            "updates", .enumeration(DynamoDBSinkSettings.Updates.allCases.map(\.rawValue)),
            summary: "Whether items are loaded and records reduced on them, as `reduce` says or"
                + " else attribute by attribute (`standard`), or written blind (`delta`); without"
                + " it, standard where there is a `reduce`."),
        OptionField(
            "delta_updates", .boolean, default: false, isAdvanced: true,
            summary: "Estuary's name for `updates: delta`."),
        OptionField(
            "reduce", .list(.string), example: "[total=sum, tags=append, last.at=max]",
            summary: "How what the table has and what comes become one: lastWriteWins,"
                + " firstWriteWins, merge, sum, min, max or append of an attribute, or of the whole"
                + " item."),
        OptionField(
            "root-document", .string, example: "flow_document",
            summary: "The attribute that has the whole item as a map; beside it are only the key"
                + " and `fields`."),
        OptionField(
            "fields", .names, example: "[status, city=address.city]",
            summary: "What stands beside the root document."),
        OptionField(
            "write-capacity", .integer(1...1_000_000_000), example: "5000",
            summary: "The most write capacity units a second."),
        OptionField(
            "slow-start", .boolean, default: true, isAdvanced: true,
            summary: "Whether an on-demand table without `write-capacity` is written slowly at"
                + " first, and faster as long as it does not throttle."),
        OptionField(
            "dead-letter", .string, example: "dead.jsonl",
            summary: "The file for records that cannot be written, instead of rejecting them; it"
                + " holds items and only its owner may read it."),
        OptionField(
            "sink.batch.max-size", .integer(1...25), default: 25,
            summary: "The most writes in a request."),
        OptionField(
            "sink.requests.max-inflight", .integer(1...10_000), default: 50,
            summary: "The most requests under way at once."),
        OptionField(
            "sink.requests.max-buffered", .integer(1...10_000_000), default: 10_000,
            summary: "The most writes that wait; then the source waits."),
        OptionField(
            "sink.flush-buffer.timeout", .integer(0...3_600_000), default: 5000,
            summary: "How long a write waits for others to fill its request, in milliseconds."),
        OptionField(
            "sink.fail-on-error", .boolean, default: false,
            summary: "Whether a write that fails three times ends the pipeline; otherwise it is"
                + " tried until it succeeds."),
        OptionField(
            "sink.http-client.max-concurrency", .integer(1...100_000), default: 10_000,
            isAdvanced: true, summary: "The most connections."),
        OptionField(
            "sink.http-client.read-timeout", .integer(1...86_400_000), default: 360_000,
            isAdvanced: true,
            summary: "How long a connection may stand still, in milliseconds."),
        OptionField(
            "sink.ignore-nulls", .boolean, default: false,
            summary: "Whether attributes of NULL are left out."),
    ]
}
