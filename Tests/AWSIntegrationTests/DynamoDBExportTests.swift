import DDBAttributes
import DDBBase
import DDBClientCore
import DDBDynamoDB
import DDBTestSupport
import Testing

/// Exports as far as moto has them: they start, run and end, and are listed.
@Suite(.timeLimit(.minutes(15)), .enabled(if: MotoServer.isInstalled))
struct DynamoDBExportTests {
    private let tables: MotoTables

    init() throws {
        tables = try MotoTables()
    }

    private func makeRecoverableTable() async throws -> String {
        let table = try await tables.makeTable()
        _ = try await tables.dynamoDB.updateContinuousBackups(
            UpdateContinuousBackupsRequest(
                tableName: table.tableName,
                pointInTimeRecoverySpecification: PointInTimeRecoverySpecification(
                    pointInTimeRecoveryEnabled: true)))
        return try #require(table.tableARN)
    }

    /// Asks until the export has ended; moto exports on a thread of its own.
    private func end(of exportARN: String) async throws -> ExportDescription {
        for _ in 0..<1200 {
            let export = try await tables.dynamoDB.describeExport(
                DescribeExportRequest(exportARN: exportARN)
            ).exportDescription
            if export.exportStatus != .inProgress { return export }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw CancellationError()
    }

    @Test func `an export is started, polled to its end and listed`() async throws {
        let arn = try await makeRecoverableTable()
        try await tables.write(
            (0..<30).map { ["pk": .string("k\($0)"), "n": .number($0)] }, to: arn)
        let started = try await tables.dynamoDB.exportTableToPointInTime(
            ExportTableToPointInTimeRequest(
                tableARN: arn, s3Bucket: MotoServer.buckets[0], s3Prefix: "exports/here",
                exportFormat: .dynamoDBJSON, exportType: .fullExport)
        ).exportDescription
        #expect(started.exportStatus == .inProgress || started.exportStatus == .completed)
        #expect(started.tableARN == arn)
        #expect(started.s3Bucket == MotoServer.buckets[0])
        #expect(started.s3Prefix == "exports/here")
        let ended = try await end(of: started.exportARN)
        #expect(ended.exportStatus == .completed)
        #expect(ended.failureCode == nil)
        #expect(ended.itemCount == 30)
        #expect(ended.exportType == .fullExport)

        var listed: [ExportSummary] = []
        let pages = tables.dynamoDB.listExportsPages(ListExportsRequest(tableARN: arn))
        for try await page in pages { listed += page.exportSummaries }
        #expect(listed.map(\.exportARN) == [started.exportARN])
        #expect(listed.map(\.exportStatus) == [.completed])
    }

    @Test func `an export into a bucket that is not there fails`() async throws {
        let arn = try await makeRecoverableTable()
        let started = try await tables.dynamoDB.exportTableToPointInTime(
            ExportTableToPointInTimeRequest(
                tableARN: arn, s3Bucket: "no-such-bucket-anywhere", s3Prefix: "p")
        ).exportDescription
        let ended = try await end(of: started.exportARN)
        #expect(ended.exportStatus == .failed)
        #expect(ended.failureCode == "S3NoSuchBucket")
        #expect(ended.failureMessage?.isEmpty == false)
    }

    @Test func `what cannot be exported is refused with advice`() async throws {
        let table = try #require(try await tables.makeTable().tableARN)
        let wrongs: [(String, ClientError.Code, String)] = [
            (table, .pointInTimeRecoveryUnavailable, "Switch point-in-time recovery on"),
            (table + "x", .tableNotFound, "Check the name, the region and the account"),
        ]
        for (arn, code, advice) in wrongs {
            do {
                _ = try await tables.dynamoDB.exportTableToPointInTime(
                    ExportTableToPointInTimeRequest(
                        tableARN: arn, s3Bucket: MotoServer.buckets[0], s3Prefix: "p"))
                Issue.record("nothing was thrown")
            } catch let error as ClientError {
                #expect(error.code == code)
                #expect(error.disposition == .reconfigure)
                #expect(error.message.contains(advice), "\(error)")
            }
        }
    }
}
