import DDBConfiguration
import DDBPipeline

/// Says by the flags of `ddbkit load` what pipelines say by their options.
enum LoadFlags {
    /// The options whose flags have other names; the others are called alike.
    private static let others = [
        "settings.lanes": "threads", "path": "from", "sink.batch.max-size": "batch-max-size",
        "sink.requests.max-inflight": "max-inflight",
        "sink.requests.max-buffered": "max-buffered",
        "sink.flush-buffer.timeout": "flush-timeout", "sink.fail-on-error": "fail-on-error",
        "aws.trust.all.certificates": "trust-all-certificates",
        "aws.credentials.role.arn": "role-arn",
        "aws.credentials.role.externalId": "external-id",
    ]
    private static let alike = [
        "create", "dead-letter", "endpoint", "fields", "format", "key", "map", "mode",
        "newer-wins", "non-finite", "nulls", "on-error", "out-of-range", "partitioned-by",
        "profile", "reduce", "region", "root-document", "skipped-lines", "updates",
        "write-capacity",
    ]

    /// An error whose message names flags; errors that name no options stay what they are.
    static func naming(_ error: any Error) -> any Error {
        guard error is ConfigurationError || error is PipelineError else { return error }
        let text = text(naming: "\(error)")
        return text == "\(error)"
            ? error : CommandFailure(FailureReport.status(of: error), text)
    }

    /// A text in which options are called by their flags.
    static func text(naming text: String) -> String {
        var text = text
        for (option, flag) in others.map({ $0 }) + alike.map({ ($0, $0) }) {
            for form in ["option '\(option)'", "option `\(option)`", "`\(option)`"] {
                text = text.replacing(form, with: "--" + flag)
            }
            // A name with dots is no word of a sentence.
            if option.contains(".") { text = text.replacing(option, with: "--" + flag) }
        }
        return text
    }
}
