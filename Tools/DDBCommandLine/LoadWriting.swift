import ArgumentParser
import DDBConfiguration

/// Says how `ddbkit load` writes; the names are those of Flink's connector, without the dots.
struct LoadWriting: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Put every record, delete the item of every record, or do what records say.",
            valueName: "put|delete|changes"))
    var mode = "changes"

    @Flag(help: "Create the table where it is absent, paid per request; needs --key.")
    var create = false

    @Option(
        help: ArgumentHelp(
            "Load each item and reduce records on it, or write blind; standard without --reduce "
                + "merges attribute by attribute.", valueName: "standard|delta"))
    var updates: String?

    @Option(
        help: ArgumentHelp(
            "How what the table has and what comes become one: merge, or total=sum,tags=append.",
            valueName: "spec"))
    var reduce: String?

    @Option(
        help: ArgumentHelp(
            "Write each item as a map in this attribute, beside the key and --fields.",
            valueName: "attr"))
    var rootDocument: String?

    @Option(
        help: ArgumentHelp(
            "What stands beside the root document, as status,city=address.city.",
            valueName: "a,b"))
    var fields: String?

    @Option(
        help: ArgumentHelp("The most write capacity units a second.", valueName: "WCU"))
    var writeCapacity: Int?

    @Option(help: ArgumentHelp("The most writes in a request.", valueName: "n"))
    var batchMaxSize = 25

    @Option(help: ArgumentHelp("The most requests under way at once.", valueName: "n"))
    var maxInflight = 50

    @Option(help: ArgumentHelp("The most writes that wait.", valueName: "n"))
    var maxBuffered = 10_000

    @Option(
        help: ArgumentHelp(
            "How long a write waits for others to fill its request.", valueName: "ms"))
    var flushTimeout = 5000

    @Flag(help: "End where a write fails three times, rather than try until it succeeds.")
    var failOnError = false

    @Option(
        help: ArgumentHelp(
            "The attribute that tells which of two items is newer; what is as new or newer in "
                + "the table stays.", valueName: "attr"))
    var newerWins: String?

    @Option(
        help: ArgumentHelp(
            "The attributes that Flink's PARTITIONED BY names, joined by a comma; writes are made "
                + "one by the table's key all the same.", valueName: "a,b"))
    var partitionedBy: String?

    @Option(
        help: ArgumentHelp(
            "The file for records that cannot be written; load it again with --from.",
            valueName: "file"))
    var deadLetter: String?

    @Option(help: ArgumentHelp("Files or parts of files that are read at once.", valueName: "n"))
    var threads: Int?

    /// What becomes of records, as far as that is not the usual: a load that goes on may change
    /// its pace, and nothing of this.
    var meaning: String {
        let options: [(String, String?)] = [
            ("mode", mode == "changes" ? nil : mode), ("newer-wins", newerWins),
            ("updates", updates), ("reduce", reduce), ("root-document", rootDocument),
            ("fields", fields),
        ]
        return options.compactMap { name, value in value.map { " \(name)=\($0)" } }.joined()
    }

    /// The options of the sink.
    func sink(table: String, keys: [String]?, aws: AWSOptions) throws -> ConfigurationNode {
        var entries: [(String, String)] = [
            ("table", table), ("mode", mode), ("create", create ? "true" : "false"),
            ("sink.batch.max-size", "\(batchMaxSize)"),
            ("sink.requests.max-inflight", "\(maxInflight)"),
            ("sink.requests.max-buffered", "\(maxBuffered)"),
            ("sink.flush-buffer.timeout", "\(flushTimeout)"),
            ("sink.fail-on-error", failOnError ? "true" : "false"),
            ("aws.trust.all.certificates", aws.trustAllCertificates ? "true" : "false"),
        ]
        let others: [(String, String?)] = [
            ("updates", updates), ("reduce", reduce), ("root-document", rootDocument),
            ("write-capacity", writeCapacity.map { "\($0)" }), ("newer-wins", newerWins),
            ("dead-letter", deadLetter), ("region", aws.region), ("endpoint", aws.endpoint),
            ("profile", aws.roleArn == nil ? aws.profile : nil),
            ("aws.credentials.provider", aws.roleArn.map { _ in "ASSUME_ROLE" }),
            ("aws.credentials.role.arn", aws.roleArn),
            ("aws.credentials.role.externalId", aws.externalId),
            (
                "aws.credentials.role.provider",
                aws.roleArn != nil && aws.profile != nil ? "PROFILE" : nil
            ),
            (
                "aws.credentials.role.provider.profile.name",
                aws.roleArn != nil ? aws.profile : nil
            ),
        ]
        for (name, value) in others {
            if let value { entries.append((name, value)) }
        }
        var nodes = entries.map { ConfigurationEntry($0.0, ConfigurationNode(text: $0.1)) }
        let lists = [
            ("key", keys), ("fields", fields.map(NameListText.parse)),
            ("partitioned-by", partitionedBy.map(NameListText.parse)),
        ]
        for case (let name, let texts?) in lists {
            nodes.append(
                ConfigurationEntry(
                    name, ConfigurationNode(.list(texts.map { ConfigurationNode(text: $0) }))))
        }
        return ConfigurationNode(.map(nodes))
    }

    /// The settings of the pipeline.
    var settings: ConfigurationNode {
        guard let threads else { return ConfigurationNode(.map([])) }
        return ["lanes": ConfigurationNode(text: "\(threads)")]
    }
}
