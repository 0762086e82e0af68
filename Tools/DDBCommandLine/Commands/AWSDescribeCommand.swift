import ArgumentParser
import DDBAttributes
import DDBBase
import DDBClientCore
import DDBDynamoDB
import DDBJSON

/// `ddbkit aws describe`.
struct AWSDescribeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract: "Shows a DynamoDB table: keys, size, indexes, stream, recovery, destinations.",
        discussion: """
            The table is named by its name, by dynamodb:NAME or by its ARN, which may be that of \
            another account. DynamoDB counts items and bytes about every six hours.
            """)

    @Argument(help: "The table.")
    var table: String

    @OptionGroup var aws: AWSOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let reference = try TableReference(parsing: table)
        let client = try await aws.context().dynamoDB()
        let name = reference.requestName
        let description = try await client.describeTable(DescribeTableRequest(tableName: name))
            .table
        var report = TableReport(description)
        report.add(
            recovery: try await Self.optional {
                try await client.describeContinuousBackups(
                    DescribeContinuousBackupsRequest(tableName: name)
                ).continuousBackupsDescription
            })
        report.add(
            destinations: try await Self.optional {
                try await client.describeKinesisStreamingDestination(
                    DescribeKinesisStreamingDestinationRequest(tableName: name)
                ).kinesisDataStreamDestinations
            })
        try Console.writeLine(json ? JSONText.line(report.document) : report.text)
    }

    /// What a call gives, or why it gives nothing: the rest of a report is worth showing without.
    private static func optional<Value: Sendable>(
        _ work: () async throws -> Value
    ) async throws -> Result<Value, ClientError> {
        do {
            return .success(try await work())
        } catch let error as ClientError {
            return .failure(error)
        }
    }
}
