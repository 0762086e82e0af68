import ArgumentParser

/// `ddbkit store`.
struct StoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store",
        abstract: "Shows, exports, copies, checks and tidies the tables of a store.",
        subcommands: [
            StoreListCommand.self, StoreDescribeCommand.self, StoreExportCommand.self,
            StoreVerifyCommand.self, StoreCompactCommand.self, StoreVacuumCommand.self,
            StoreSnapshotCommand.self,
            StoreRestoreCommand.self,
        ])
}
