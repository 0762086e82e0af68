import DDBBase
import DDBClientCore
import DDBDynamoDB

/// Reads pages of segments at the rate that is allowed.
struct ScanPages: Sendable {
    /// What a new on-demand table serves at once, in RCU a second.
    private static let newTableCapacity = 12_000
    private static let slowStart = Duration.seconds(30)
    /// The rate below which pages are small, and how many items they have then.
    private static let lowCapacity = 100

    private let request: ScanRequest
    private let client: DynamoDBClient
    private let limiter: CapacityLimiter
    /// What a full page is expected to take.
    private let pageUnits: Double

    init(
        _ settings: ScanSettings, table: TableDescription, client: DynamoDBClient,
        time: any TimeSource
    ) {
        self.client = client
        let isOnDemand = table.billingModeSummary?.billingMode == .payPerRequest
        let provisioned = isOnDemand ? 0 : table.provisionedThroughput?.readCapacityUnits ?? 0
        var capacity = CapacitySettings(unitsPerSecond: settings.readCapacity.map(Double.init))
        if capacity.unitsPerSecond == nil, provisioned > 0 {
            capacity.unitsPerSecond = Double(provisioned)
        } else if capacity.unitsPerSecond == nil, settings.hasSlowStart {
            let warm = table.warmThroughput?.readUnitsPerSecond ?? 0
            capacity.unitsPerSecond = Double(max(warm, Self.newTableCapacity))
            capacity.slowStart = Self.slowStart
        }
        limiter = CapacityLimiter(capacity, time: time)
        let isLow = capacity.unitsPerSecond.map { $0 < Double(Self.lowCapacity) } ?? false
        // A unit reads 4 KB, or 8 KB where reads need not be consistent; a page has 1 MB.
        pageUnits = isLow ? 1 : settings.isConsistent ? 256 : 128
        var names: [String: String] = [:]
        for (number, name) in settings.projection.enumerated() { names["#p\(number)"] = name }
        request = ScanRequest(
            tableName: settings.table, limit: settings.pageLimit ?? (isLow ? 100 : nil),
            returnConsumedCapacity: .total,
            projectionExpression: settings.projection.isEmpty
                ? nil : settings.projection.indices.map { "#p\($0)" }.joined(separator: ","),
            expressionAttributeNames: names, consistentRead: settings.isConsistent)
    }

    /// Reads the next page of a segment.
    func page(of segment: SegmentPlan.Segment, among count: Int) async throws -> ScanReply {
        var request = self.request
        request.segment = segment.number
        request.totalSegments = count
        request.exclusiveStartKey = segment.start
        let grant = try await limiter.acquire(pageUnits)
        do {
            let reply = try await client.scan(request)
            limiter.settle(
                grant, actual: reply.consumedCapacity?.capacityUnits ?? grant.units)
            return reply
        } catch {
            limiter.settle(grant, actual: 0)
            throw error
        }
    }
}
