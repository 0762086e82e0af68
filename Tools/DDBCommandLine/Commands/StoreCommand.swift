import ArgumentParser

/// `ddbkit store`.
struct StoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store", abstract: "Shows, checks and copies the tables of a store.",
        subcommands: [
            StoreListCommand.self, StoreDescribeCommand.self, StoreVerifyCommand.self,
            StoreSnapshotCommand.self, StoreRestoreCommand.self,
        ])
}
