import DDBBase
import DDBHTTP
import DDBLocal
import DDBSigV4

/// Makes the bytes of signed requests.
struct Requests {
    private let endpoint: Endpoint?
    private let signer = RequestSigner(SigningSettings(region: "us-east-1", service: "dynamodb"))
    private let credentials = SigningCredentials(
        accessKeyID: "local", secretAccessKey: Secret("local"))

    init(_ address: LocalAddress) {
        endpoint = Endpoint(parsing: address.endpoint)
    }

    func createTable() throws -> [UInt8] {
        try request(
            "CreateTable",
            #"{"TableName":"bench","BillingMode":"PAY_PER_REQUEST","KeySchema":["#
                + #"{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"sk","#
                + #""KeyType":"RANGE"}],"#
                + #""AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},"#
                + #"{"AttributeName":"sk","AttributeType":"N"}]}"#)
    }

    /// A batch of 25 items of about 130 bytes, whose keys no other batch has.
    func batch(_ number: Int) throws -> [UInt8] {
        var body = #"{"RequestItems":{"bench":["#
        for index in number * 25..<number * 25 + 25 {
            if index > number * 25 { body += "," }
            body +=
                #"{"PutRequest":{"Item":{"pk":{"S":"user-\#(index &* 2_654_435_761 % 1_000_003)"},"#
                + #""sk":{"N":"\#(index)"},"name":{"S":"Name of \#(index)"},"#
                + #""city":{"S":"Reykjavik"},"score":{"N":"\#(index % 1000).5"},"#
                + #""active":{"BOOL":true}}}}"#
        }
        return try request("BatchWriteItem", body + "]}}")
    }

    func scan(segment: Int, of total: Int) throws -> [UInt8] {
        try request(
            "Scan", #"{"TableName":"bench","Segment":\#(segment),"TotalSegments":\#(total)}"#)
    }

    private func request(_ operation: String, _ body: String) throws -> [UInt8] {
        guard let endpoint else { throw LocalBenchmark.Failure("no endpoint") }
        let request = TransportRequest(
            .post, endpoint,
            headers: [
                "content-type": "application/x-amz-json-1.0",
                "x-amz-target": "DynamoDB_20120810.\(operation)",
            ], body: .bytes(Array(body.utf8)))
        let signed = try signer.sign(request, with: credentials, at: SystemTimeSource().now)
        var text = "POST / HTTP/1.1\r\nhost: \(endpoint.authority)\r\n"
        for field in signed.request.headers { text += "\(field.name): \(field.value)\r\n" }
        text += "content-length: \(body.utf8.count)\r\n\r\n"
        return Array(text.utf8) + Array(body.utf8)
    }
}
