import ArgumentParser
import DDBConfiguration
import DDBPipeline

/// Says what `ddbkit load` makes of values and records that no item can have.
struct LoadValues: ParsableArguments {
    /// What a file holds, as far as it decides which of these options there are.
    enum Kind: String, CaseIterable {
        case csv = "CSV"
        case parquet = "Parquet"
        case plainJSON = "plain JSON"
        case dynamoDBJSON = "DynamoDB JSON"
        case export = "exports"
        case store = "stored tables"
    }

    enum Nulls: String, CaseIterable, ExpressibleByArgument { case write, drop, empty }

    enum NonFinite: String, CaseIterable, ExpressibleByArgument { case null, text, error }

    enum OutOfRange: String, CaseIterable, ExpressibleByArgument { case error, text, null }

    enum OnError: String, CaseIterable, ExpressibleByArgument { case fail, skip }

    @Option(
        help: ArgumentHelp(
            "What a value that is not there becomes: NULL, nothing, or (csv) an empty text.",
            valueName: "write|drop|empty"))
    var nulls: Nulls?

    @Option(
        help: ArgumentHelp(
            "What NaN and infinities become: as --nulls says, a text, or an error.",
            valueName: "null|text|error"))
    var nonFinite: NonFinite?

    @Option(
        help: ArgumentHelp(
            "What numbers become that DynamoDB cannot hold: an error, a text, or as --nulls says.",
            valueName: "error|text|null"))
    var outOfRange: OutOfRange?

    @Option(
        help: ArgumentHelp(
            "Whether a line or record that is no item ends the load, or is left out, counted and "
                + "logged.", valueName: "fail|skip"))
    var onError: OnError?

    @Option(
        help: ArgumentHelp(
            "A file that is told of every line or record that --on-error skip leaves out.",
            valueName: "file"))
    var skippedLines: String?

    /// The options for the source of a kind of files.
    ///
    /// - Throws: Where one is given that the kind does not have.
    func entries(for kind: Kind) throws(ValidationError) -> [ConfigurationEntry] {
        let given: [(name: String, value: String?, kinds: [Kind])] = [
            ("nulls", nulls?.rawValue, [.csv, .parquet, .plainJSON]),
            ("non-finite", nonFinite?.rawValue, [.csv, .parquet, .plainJSON]),
            ("out-of-range", outOfRange?.rawValue, [.csv, .parquet, .plainJSON]),
            ("on-error", onError?.rawValue, [.csv, .plainJSON, .dynamoDBJSON]),
            ("skipped-lines", skippedLines, [.csv, .plainJSON, .dynamoDBJSON]),
        ]
        var entries: [ConfigurationEntry] = []
        for (name, value, kinds) in given {
            guard let value else { continue }
            guard kinds.contains(kind) else {
                let others = kinds.map(\.rawValue).joined(separator: ", ")
                throw ValidationError(
                    "--\(name) is not for \(kind.rawValue), but for \(others): leave it out.")
            }
            entries.append(ConfigurationEntry(name, ConfigurationNode(text: value)))
        }
        if nulls == .empty, kind != .csv {
            throw ValidationError(
                "--nulls empty is for CSV alone; for \(kind.rawValue) it is write or drop.")
        }
        return entries
    }
}
