import DDBHTTP
import DDBHTTPCurl
import DDBLocal
import Foundation

/// Writes items into a table of a local endpoint that has a stream, over HTTP and without
/// signatures, then reads the stream, and prints how fast each went.
///
///     LocalStreamsBenchmark [ITEMS] [ITEM_BYTES]
///
/// Client and server are one process, so the times are of both.
@main
struct LocalStreamsBenchmark {
    struct Failure: Error {
        let reply: String
    }

    static func main() async throws {
        let numbers = CommandLine.arguments.dropFirst().compactMap { Int($0) }
        let itemCount = numbers.first ?? 100_000
        let itemBytes = numbers.count > 1 ? numbers[1] : 600
        var settings = LocalSettings()
        settings.checksSignatures = false
        settings.streams.splitRecordsPerSecond = 0
        try await LocalServer.with(settings) { server in
            var curl = CurlSettings()
            curl.proxy = .none
            guard let endpoint = Endpoint(parsing: server.endpoint) else {
                throw Failure(reply: server.endpoint)
            }
            let caller = Caller(transport: try CurlTransport(curl), endpoint: endpoint)
            let arn = try await caller.makeTable()
            try await measure("BatchWriteItem", itemCount) {
                try await caller.write(itemCount, bytes: itemBytes)
            }
            try await measure("GetRecords", itemCount) { try await caller.read(arn, itemCount) }
        }
    }

    /// Runs a body, which returns the bytes that it has moved.
    static func measure(
        _ name: String, _ count: Int, _ body: () async throws -> Int
    ) async throws {
        let begin = (seconds(CLOCK_MONOTONIC), seconds(CLOCK_PROCESS_CPUTIME_ID))
        let bytes = try await body()
        let wall = seconds(CLOCK_MONOTONIC) - begin.0
        let processor = seconds(CLOCK_PROCESS_CPUTIME_ID) - begin.1
        func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }
        print(
            #"{"operation":"\#(name)","items_per_s":\#(Int(Double(count) / wall)),"#
                + #""mb_per_s":\#(rounded(Double(bytes) / wall / 1e6)),"#
                + #""mb_per_cpu_s":\#(rounded(Double(bytes) / processor / 1e6))}"#)
    }

    static func seconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}

/// Calls an endpoint with bodies as they are.
struct Caller: Sendable {
    let transport: CurlTransport
    let endpoint: Endpoint

    func call(_ target: String, _ body: [UInt8]) async throws -> [UInt8] {
        let request = TransportRequest(
            .post, endpoint,
            headers: ["content-type": "application/x-amz-json-1.0", "x-amz-target": target],
            body: .bytes(body))
        let response = try await transport.send(request)
        let reply = try await response.body.collect(limit: 64 << 20)
        guard response.status == 200 else {
            throw LocalStreamsBenchmark.Failure(reply: String(decoding: reply, as: UTF8.self))
        }
        return reply
    }

    func call(_ target: String, _ body: String) async throws -> [UInt8] {
        try await call(target, Array(body.utf8))
    }

    /// The text of a member whose value is a string without escapes; the last of that name.
    static func text(_ name: String, in reply: [UInt8]) -> String? {
        let tail = String(decoding: reply.suffix(2048), as: UTF8.self)
        guard let name = tail.range(of: "\"\(name)\":\"", options: .backwards),
            let end = tail[name.upperBound...].firstIndex(of: "\"")
        else { return nil }
        return String(tail[name.upperBound..<end])
    }

    /// Makes a table with a stream and returns the stream's ARN.
    func makeTable() async throws -> String {
        let reply = try await call(
            "DynamoDB_20120810.CreateTable",
            #"{"TableName":"bench","BillingMode":"PAY_PER_REQUEST","AttributeDefinitions":["#
                + #"{"AttributeName":"pk","AttributeType":"S"}],"KeySchema":["#
                + #"{"AttributeName":"pk","KeyType":"HASH"}],"StreamSpecification":"#
                + #"{"StreamEnabled":true,"StreamViewType":"NEW_AND_OLD_IMAGES"}}"#)
        guard let arn = Self.text("LatestStreamArn", in: reply) else {
            throw LocalStreamsBenchmark.Failure(reply: String(decoding: reply, as: UTF8.self))
        }
        return arn
    }

    func write(_ count: Int, bytes: Int) async throws -> Int {
        let text = String(repeating: "x", count: max(1, bytes - 40))
        return try await withThrowingTaskGroup(of: Int.self) { group in
            let lanes = 8
            for lane in 0..<lanes {
                group.addTask {
                    var sent = 0
                    for first in stride(from: lane * 25, to: count, by: lanes * 25) {
                        let puts = (first..<min(first + 25, count)).map { index in
                            #"{"PutRequest":{"Item":{"pk":{"S":"key-\#(index)"},"#
                                + #""n":{"N":"\#(index)"},"text":{"S":"\#(text)"}}}}"#
                        }
                        let body =
                            #"{"RequestItems":{"bench":["# + puts.joined(separator: ",") + "]}}"
                        _ = try await call("DynamoDB_20120810.BatchWriteItem", body)
                        sent += body.utf8.count
                    }
                    return sent
                }
            }
            return try await group.reduce(0, +)
        }
    }

    /// Reads a stream of one shard until it has given so many records.
    func read(_ arn: String, _ count: Int) async throws -> Int {
        let description = try await call(
            "DynamoDBStreams_20120810.DescribeStream", #"{"StreamArn":"\#(arn)"}"#)
        let shard = Self.text("ShardId", in: description) ?? ""
        var iterator = Self.text(
            "ShardIterator",
            in: try await call(
                "DynamoDBStreams_20120810.GetShardIterator",
                #"{"StreamArn":"\#(arn)","ShardId":"\#(shard)","#
                    + #""ShardIteratorType":"TRIM_HORIZON"}"#))
        var received = 0
        // A page without records, "{"Records":[],...", is the end.
        while let current = iterator {
            let page = try await call(
                "DynamoDBStreams_20120810.GetRecords", #"{"ShardIterator":"\#(current)"}"#)
            if page.count < 1024 { return received }
            received += page.count
            iterator = Self.text("NextShardIterator", in: page)
        }
        return received
    }
}
