/// DynamoDB's operations.
struct DynamoDBService: JSONService {
    let engine: TableEngine
    /// The rooms that perform operations of their own.
    let extensions: [any DynamoDBExtension]
    /// How far back tables can be recovered; nil where nobody keeps it.
    let history: RecoveryHistory?
    let operations: Set<String>
    /// What transactions with a token have done.
    let tokens = TransactionTokens()

    init(
        engine: TableEngine, extensions: [any DynamoDBExtension] = [],
        history: RecoveryHistory? = nil
    ) {
        self.engine = engine
        self.history = history
        self.extensions = extensions
        operations = extensions.reduce(Self.operationNames) { $0.union($1.operations) }
    }

    var targetPrefix: String { "DynamoDB_20120810" }
    var signingName: String { "dynamodb" }
    var contentType: String { "application/x-amz-json-1.0" }
    var sendsChecksum: Bool { true }

    /// What is performed here.
    static let operationNames: Set<String> = [
        "BatchGetItem", "BatchWriteItem", "CreateTable", "DeleteItem", "DeleteTable",
        "DescribeContinuousBackups", "DescribeEndpoints", "DescribeLimits", "DescribeTable",
        "DescribeTimeToLive", "GetItem", "ListTables", "ListTagsOfResource", "PutItem", "Query",
        "Scan", "TagResource", "TransactGetItems", "TransactWriteItems", "UntagResource",
        "UpdateContinuousBackups", "UpdateItem", "UpdateTable", "UpdateTimeToLive",
    ]

    func perform(_ call: JSONCall) async throws(ServiceRefusal) -> [UInt8] {
        let room = extensions.first { $0.operations.contains(call.operation) }
        if let room { return try await room.perform(call) }
        let members = try RequestMembers(call.body)
        return try perform(call, members)
    }

    private func perform(
        _ call: JSONCall, _ members: RequestMembers
    ) throws(ServiceRefusal) -> [UInt8] {
        switch call.operation {
        case "BatchWriteItem": try batchWriteItem(members, call)
        case "BatchGetItem": try batchGetItem(members, call)
        case "PutItem": try write(members, .put)
        case "UpdateItem": try write(members, .update)
        case "DeleteItem": try write(members, .delete)
        case "GetItem": try getItem(members)
        case "Query": try query(members)
        case "Scan": try scan(members)
        case "TransactWriteItems": try transactWriteItems(members, call)
        case "TransactGetItems": try transactGetItems(members)
        case "CreateTable": try createTable(members)
        case "DescribeTable": try describeTable(members)
        case "UpdateTable": try updateTable(members)
        case "DeleteTable": try deleteTable(members)
        case "ListTables": try listTables(members)
        case "UpdateTimeToLive": try updateTimeToLive(members)
        case "DescribeTimeToLive": try describeTimeToLive(members)
        case "UpdateContinuousBackups": try updateContinuousBackups(members)
        case "DescribeContinuousBackups": try describeContinuousBackups(members)
        case "TagResource": try tagResource(members)
        case "UntagResource": try untagResource(members)
        case "ListTagsOfResource": try listTagsOfResource(members)
        case "DescribeLimits": Self.limits
        case "DescribeEndpoints": endpoints(call)
        case let other:
            throw ServiceRefusal(
                family: .service, code: "UnknownOperationException",
                message: "The local endpoint has no \(other).")
        }
    }
}
