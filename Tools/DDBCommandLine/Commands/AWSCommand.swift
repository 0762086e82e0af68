import ArgumentParser

/// `ddbkit aws`.
struct AWSCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "aws",
        abstract: "Asks AWS: who am I, which tables are there, what is a table like.",
        discussion: """
            Credentials and settings are found as AWS's own tools find them: options, environment, \
            shared files, container, instance.
            """,
        subcommands: [AWSWhoAmICommand.self, AWSTablesCommand.self, AWSDescribeCommand.self])
}
