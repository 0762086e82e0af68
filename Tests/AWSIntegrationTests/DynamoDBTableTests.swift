import DDBAttributes
import DDBBase
import DDBClientCore
import DDBDynamoDB
import DDBTestSupport
import Testing

@Suite(.timeLimit(.minutes(15)), .enabled(if: MotoServer.isInstalled))
struct DynamoDBTableTests {
    private let tables: MotoTables

    init() throws {
        tables = try MotoTables()
    }

    @Test func `a table is made, described by name and ARN, changed and deleted`() async throws {
        let name = MotoTables.freshName()
        let made = try await tables.makeTable(name, hasSortKey: true, stream: .newAndOldImages)
        let client = tables.dynamoDB
        #expect(made.tableName == name)
        #expect(made.tableStatus == .active)
        #expect(made.keySchema.map(\.attributeName) == ["pk", "sk"])
        #expect(made.keySchema.map(\.keyType) == [.hash, .range])
        #expect(Set(made.attributeDefinitions.map(\.attributeType)) == [.string, .number])
        #expect(made.billingModeSummary?.billingMode == .payPerRequest)
        #expect(made.streamSpecification?.streamViewType == .newAndOldImages)
        let created = try #require(made.creationDateTime)
        #expect(abs(created.microseconds - SystemTimeSource().now.microseconds) < 600_000_000)
        let arn = try #require(made.tableARN)
        #expect(try #require(made.latestStreamARN).hasPrefix(arn + "/stream/"))

        let described = try await client.describeTable(DescribeTableRequest(tableName: arn)).table
        #expect(described.tableName == name)
        let updated = try await client.updateTable(
            UpdateTableRequest(
                tableName: name, billingMode: .provisioned,
                provisionedThroughput: ProvisionedThroughput(
                    readCapacityUnits: 7, writeCapacityUnits: 9)))
        #expect(updated.tableDescription.provisionedThroughput?.readCapacityUnits == 7)
        #expect(updated.tableDescription.provisionedThroughput?.writeCapacityUnits == 9)

        let deleted = try await client.deleteTable(DeleteTableRequest(tableName: name))
        #expect(deleted.tableDescription.tableName == name)
        await expectRefusal(.resourceNotFound, status: 400) {
            try await client.describeTable(DescribeTableRequest(tableName: name))
        }
    }

    @Test func `a second table of the name is refused with advice`() async throws {
        let name = MotoTables.freshName()
        _ = try await tables.makeTable(name)
        do {
            _ = try await tables.makeTable(name)
            Issue.record("nothing was thrown")
        } catch let error as ClientError {
            #expect(error.code == .resourceInUse)
            #expect(error.delivery == .refused)
            #expect(error.attempts == 1)
            #expect(error.requestID != nil)
            #expect(error.disposition == .fatal)
            #expect(error.message.contains("Wait until the table is ACTIVE"))
        }
    }

    @Test func `the wait for a table that never comes ends`() async throws {
        let time = SkippingTime()
        var components = tables.components
        components.time = time
        let client = DynamoDBClient(settings: tables.settings, components: components)
        do {
            _ = try await client.waitUntilTableActive(
                MotoTables.freshName(), limits: WaitLimits(total: .seconds(30)))
            Issue.record("nothing was thrown")
        } catch let error as TableWaitError {
            #expect(error.code == .timedOut)
            #expect(time.slept == .seconds(30))
        }
    }

    @Test(arguments: [1, 3, 100])
    func `tables are listed page by page`(limit: Int) async throws {
        // Regions are apart, so that nobody else makes tables meanwhile.
        let tables = try MotoTables(
            region: ["us-west-1", "us-west-2", "ap-south-1"][limit == 100 ? 2 : limit / 2])
        var names: Set<String> = []
        for _ in 0..<7 { names.insert(try await tables.makeTable().tableName) }
        var found: [String] = []
        var pageSizes: [Int] = []
        for try await page in tables.dynamoDB.listTablesPages(ListTablesRequest(limit: limit)) {
            found += page.tableNames
            pageSizes.append(page.tableNames.count)
        }
        #expect(Set(found) == names)
        #expect(found.count == 7)
        #expect(pageSizes.allSatisfy { $0 <= limit })
    }

    @Test func `point-in-time recovery is switched on and described`() async throws {
        let name = try await tables.makeTable().tableName
        let client = tables.dynamoDB
        let before = try await client.describeContinuousBackups(
            DescribeContinuousBackupsRequest(tableName: name)
        ).continuousBackupsDescription
        #expect(before.continuousBackupsStatus == .enabled)
        #expect(before.pointInTimeRecoveryDescription?.pointInTimeRecoveryStatus == .disabled)
        _ = try await client.updateContinuousBackups(
            UpdateContinuousBackupsRequest(
                tableName: name,
                pointInTimeRecoverySpecification: PointInTimeRecoverySpecification(
                    pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: 9)))
        let after = try await client.describeContinuousBackups(
            DescribeContinuousBackupsRequest(tableName: name)
        ).continuousBackupsDescription.pointInTimeRecoveryDescription
        #expect(after?.pointInTimeRecoveryStatus == .enabled)
        #expect(after?.recoveryPeriodInDays == 9)
        let latest = try #require(after?.latestRestorableDateTime)
        #expect(abs(latest.microseconds - SystemTimeSource().now.microseconds) < 600_000_000)
    }
}
