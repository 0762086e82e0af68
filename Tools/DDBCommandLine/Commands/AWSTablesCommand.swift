import ArgumentParser
import DDBDynamoDB
import DDBJSON

/// `ddbkit aws tables`.
struct AWSTablesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tables", abstract: "Lists the DynamoDB tables of the account in the region.")

    @OptionGroup var aws: AWSOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let client = try await aws.context().dynamoDB()
        var request = ListTablesRequest()
        var names: [String] = []
        repeat {
            let page = try await client.listTables(request)
            if json {
                names += page.tableNames
            } else if !page.tableNames.isEmpty {
                try Console.writeLine(page.tableNames.joined(separator: "\n"))
            }
            request.exclusiveStartTableName = page.lastEvaluatedTableName
        } while request.exclusiveStartTableName != nil
        if json { try Console.writeLine(JSONText.line(.array(names.map { .string($0) }))) }
    }
}
