/// DynamoDB's operations.
struct DynamoDBService: JSONService {
    let engine: TableEngine

    var targetPrefix: String { "DynamoDB_20120810" }
    var signingName: String { "dynamodb" }
    var contentType: String { "application/x-amz-json-1.0" }
    var sendsChecksum: Bool { true }
    var operations: Set<String> { Self.operationNames }

    static var operationNames: Set<String> { Set(handlers.keys) }

    private typealias Handler =
        @Sendable (DynamoDBService, JSONCall, RequestMembers) throws(ServiceRefusal) -> [UInt8]

    private static let handlers: [String: Handler] = [
        "CreateTable": { service, call, members throws(ServiceRefusal) in
            try service.createTable(members)
        },
        "DescribeTable": { service, call, members throws(ServiceRefusal) in
            try service.describeTable(members)
        },
        "DeleteTable": { service, call, members throws(ServiceRefusal) in
            try service.deleteTable(members)
        },
        "ListTables": { service, call, members throws(ServiceRefusal) in
            try service.listTables(members)
        },
        "PutItem": { service, call, members throws(ServiceRefusal) in
            try service.putItem(members)
        },
        "GetItem": { service, call, members throws(ServiceRefusal) in
            try service.getItem(members)
        },
        "BatchWriteItem": { service, call, members throws(ServiceRefusal) in
            try service.batchWriteItem(members, call)
        },
        "Scan": { service, call, members throws(ServiceRefusal) in
            try service.scan(members)
        },
    ]

    func perform(_ call: JSONCall) async throws(ServiceRefusal) -> [UInt8] {
        guard let handler = Self.handlers[call.operation] else {
            throw ServiceRefusal(
                family: .service, code: "UnknownOperationException", message: "")
        }
        return try handler(self, call, try RequestMembers(call.body))
    }
}
