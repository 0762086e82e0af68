import DDBBase
import DDBHTTP
import DDBHTTPCurl
import DDBJSON
import DDBLocal
import DDBSigV4
import Testing

/// Calls a local endpoint over the real transport with real signatures.
struct LocalCaller: Sendable {
    /// A reply.
    struct Reply: Sendable {
        var status: Int
        var headers: HeaderFields
        var bytes: [UInt8]
        var value: JSONValue

        /// AWS's name of the error; nil for a success.
        var code: String? {
            value["__type"]?.string.map { name in
                String(name.split(separator: "#").last ?? "")
            }
        }

        /// AWS's text.
        var message: String? { (value["message"] ?? value["Message"])?.string }

        /// The value as text, for whole comparisons.
        var text: String { String(decoding: value.bytes, as: UTF8.self) }
    }

    let endpoint: Endpoint
    var accessKeyID = "AKID"
    var secret = "local"
    var time: any TimeSource = SystemTimeSource()
    private let transport: CurlTransport

    init(_ server: RunningServer) throws {
        try self.init(endpoint: server.endpoint)
    }

    /// Calls whoever answers at a URL.
    init(endpoint: String) throws {
        self.endpoint = try #require(Endpoint(parsing: endpoint))
        transport = try CurlTransport(environment: ProcessEnvironment([:]))
    }

    /// Calls an operation of DynamoDB.
    func call(
        _ operation: String, _ body: String, prefix: String = "DynamoDB_20120810"
    ) async throws -> Reply {
        try await send(signed(operation, body, prefix: prefix))
    }

    /// The signed request of an operation.
    func signed(
        _ operation: String, _ body: String, prefix: String = "DynamoDB_20120810"
    ) throws -> TransportRequest {
        let request = TransportRequest(
            .post, endpoint,
            headers: [
                "content-type": "application/x-amz-json-1.0",
                "x-amz-target": "\(prefix).\(operation)",
            ], body: .bytes(Array(body.utf8)))
        let credentials = SigningCredentials(
            accessKeyID: accessKeyID, secretAccessKey: Secret(secret))
        let service = prefix.hasPrefix("Kinesis") ? "kinesis" : "dynamodb"
        let signer = RequestSigner(SigningSettings(region: "eu-west-1", service: service))
        return try signer.sign(request, with: credentials, at: time.now).request
    }

    /// Sends a request as it is.
    func send(_ request: TransportRequest) async throws -> Reply {
        let response = try await transport.send(request)
        let bytes = try await response.body.collect(limit: 64 << 20)
        let value = bytes.isEmpty ? JSONValue.null : try JSONValue.parse(bytes.span.bytes)
        return Reply(
            status: response.status, headers: response.headers, bytes: bytes, value: value)
    }

    /// Asks the endpoint itself.
    func admin(_ path: String, _ body: String? = nil) async throws -> Reply {
        try await send(
            TransportRequest(
                body == nil ? .get : .post, endpoint, path: "/_ddbkit/" + path,
                body: body.map { .bytes(Array($0.utf8)) } ?? .none))
    }

    /// Makes a table with a partition key S and, where asked for, a sort key.
    @discardableResult
    func createTable(
        _ name: String = "music", sort: String? = nil, more: String = "", definitions: String = ""
    ) async throws -> Reply {
        let sortKey = sort == nil ? "" : #",{"AttributeName":"sk","KeyType":"RANGE"}"#
        let sortType = sort.map { #",{"AttributeName":"sk","AttributeType":"\#($0)"}"# } ?? ""
        let reply = try await call(
            "CreateTable",
            #"{"TableName":"\#(name)","BillingMode":"PAY_PER_REQUEST","#
                + #""KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}\#(sortKey)],"#
                + #""AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}"#
                + #"\#(sortType)\#(definitions)]\#(more)}"#)
        try #require(reply.status == 200, "\(reply.text)")
        return reply
    }

    /// Puts an item given as JSON.
    @discardableResult
    func put(_ item: String, _ table: String = "music", more: String = "") async throws -> Reply {
        try await call("PutItem", #"{"TableName":"\#(table)","Item":\#(item)\#(more)}"#)
    }

    /// Puts many items by batches.
    func putAll(_ items: [String], _ table: String = "music") async throws {
        for start in stride(from: 0, to: items.count, by: 25) {
            let puts = items[start..<min(start + 25, items.count)].map {
                #"{"PutRequest":{"Item":\#($0)}}"#
            }
            let reply = try await call(
                "BatchWriteItem",
                #"{"RequestItems":{"\#(table)":[\#(puts.joined(separator: ","))]}}"#)
            try #require(reply.text == #"{"UnprocessedItems":{}}"#, "\(reply.text)")
        }
    }
}
