import DDBAttributes
import DDBClientCore
import DDBDynamoDB
import DDBTestSupport
import Testing

@Suite(.timeLimit(.minutes(15)), .enabled(if: MotoServer.isInstalled))
struct DynamoDBPageTests {
    private let tables: MotoTables
    private var client: DynamoDBClient { tables.dynamoDB }

    init() throws {
        tables = try MotoTables()
    }

    private func makeItems(_ count: Int, padding: Int = 0) async throws -> String {
        let table = try await tables.makeTable(hasSortKey: true).tableName
        let text = String(repeating: "x", count: padding)
        try await tables.write(
            (0..<count).map {
                [
                    "pk": .string("p\($0 % 4)"), "sk": .number($0), "even": .bool($0 % 2 == 0),
                    "text": .string(text),
                ]
            }, to: table)
        return table
    }

    /// Reads pages to the end and checks the counts of each.
    private func scan(_ request: ScanRequest) async throws -> (items: [Item], pageCount: Int) {
        var items: [Item] = []
        var pageCount = 0
        for try await page in client.scanPages(request) {
            #expect(page.count == page.items.records.count)
            #expect(try #require(page.scannedCount) >= page.items.records.count)
            #expect(page.items.tables == [request.tableName])
            items += page.items.allItems
            pageCount += 1
        }
        return (items, pageCount)
    }

    @Test func `a scan gives every item once, whatever its pages`() async throws {
        let table = try await makeItems(90)
        for limit in [nil, 7, 45, 90, 91] as [Int?] {
            let (items, pageCount) = try await scan(ScanRequest(tableName: table, limit: limit))
            #expect(items.count == 90)
            #expect(Set(items.map { $0["sk"] }).count == 90)
            if let limit { #expect(pageCount >= (90 + limit - 1) / limit) }
        }
    }

    @Test func `pages end at a megabyte`() async throws {
        let table = try await makeItems(40, padding: 60_000)
        let (items, pageCount) = try await scan(ScanRequest(tableName: table))
        #expect(items.count == 40)
        #expect(pageCount >= 3)
        #expect(items.allSatisfy { $0.text("text").utf8.count == 60_000 })
    }

    @Test func `segments are disjoint and complete, and may be empty`() async throws {
        let table = try await makeItems(60)
        var found: [AttributeValue?] = []
        var emptyCount = 0
        for segment in 0..<40 {
            let (items, _) = try await scan(
                ScanRequest(tableName: table, limit: 9, totalSegments: 40, segment: segment))
            found += items.map { $0["sk"] }
            if items.isEmpty { emptyCount += 1 }
        }
        #expect(found.count == 60)
        #expect(Set(found).count == 60)
        #expect(emptyCount > 0)
        await expectRefusal(.validation, status: 400) {
            try await client.scan(ScanRequest(tableName: table, totalSegments: 2, segment: 2))
        }
    }

    @Test func `a filter empties pages that are not the last`() async throws {
        let table = try await makeItems(24)
        let request = ScanRequest(
            tableName: table, limit: 5, returnConsumedCapacity: .total,
            projectionExpression: "#k, even", filterExpression: "even = :yes AND sk > :ten",
            expressionAttributeNames: ["#k": "sk"],
            expressionAttributeValues: [":yes": .bool(true), ":ten": .number(10)])
        let (items, pageCount) = try await scan(request)
        #expect(Set(items.map { $0["sk"] }) == Set([12, 14, 16, 18, 20, 22].map { .number($0) }))
        #expect(items.allSatisfy { Set($0.names) == ["sk", "even"] })
        #expect(pageCount >= 5)
        let page = try await client.scan(request)
        #expect(page.scannedCount == 5)
        #expect(page.consumedCapacity?.tableName == table)
        #expect(try #require(page.consumedCapacity?.capacityUnits) > 0)
    }

    @Test func `a count counts without items`() async throws {
        let table = try await makeItems(10)
        let page = try await client.scan(ScanRequest(tableName: table, select: .count))
        #expect(page.count == 10)
        #expect(page.items.records.isEmpty)
    }

    @Test func `a query gives one partition in either order`() async throws {
        let table = try await makeItems(40)
        for isForward in [true, false] {
            var found: [AttributeValue?] = []
            let request = QueryRequest(
                tableName: table, limit: 3, scanIndexForward: isForward,
                returnConsumedCapacity: .total, filterExpression: "even = :no",
                keyConditionExpression: "pk = :p AND sk BETWEEN :low AND :high",
                expressionAttributeValues: [
                    ":p": .string("p1"), ":no": .bool(false), ":low": .number(5),
                    ":high": .number(29),
                ])
            for try await page in client.queryPages(request) {
                #expect(page.count == page.items.records.count)
                #expect(page.consumedCapacity?.tableName == table)
                found += page.items.allItems.map { $0["sk"] }
            }
            let numbers = [5, 9, 13, 17, 21, 25, 29].map { AttributeValue.number($0) }
            #expect(found == (isForward ? numbers : numbers.reversed()))
        }
    }
}
