import ArgumentParser

/// A mistake in the command line that shows only while the command runs, told as the parser tells
/// those that it finds itself.
struct CommandMisuse: Error, CustomStringConvertible {
    let description: String

    init(_ command: any ParsableCommand.Type, _ error: ValidationError) {
        let usage = RootCommand.usageString(for: command)
        // `ddbkit store export`, of `ddbkit store export <table> [--output ...]`.
        let name = usage.split(separator: " ").prefix { $0.allSatisfy(\.isLetter) }
            .joined(separator: " ")
        description = """
            Error: \(error)
            Usage: \(usage)
              See '\(name) --help' for more information.
            """
    }
}
