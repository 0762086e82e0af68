import ArgumentParser

/// `ddbkit` itself.
struct RootCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ddbkit",
        abstract: "Keeps columnar copies of Amazon DynamoDB tables, and asks them questions.",
        discussion: """
            Exit statuses:
            \(ExitStatus.allCases.map { "  \($0.rawValue)\t\($0.meaning)" }.joined(separator: "\n"))
            """,
        version: "0.1.0",
        subcommands: [
            ImportCommand.self, LoadCommand.self, SQLCommand.self, StoreCommand.self,
            PluginsCommand.self, RunCommand.self, AWSCommand.self, LocalCommand.self,
        ])
}
