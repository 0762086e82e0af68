import DDBBase
import DDBHTTP
import DDBHTTPCurl
import Foundation

/// Sends requests of 2 KiB to a server, so many at a time, and prints the CPU time of one.
///
///     TransportBenchmark PORT REQUESTS CONCURRENCY
///
/// `compare_transport.py` starts the server and the peer, which is libcurl without us.
@main
struct TransportBenchmark {
    struct Failure: Error {}

    static func main() async throws {
        let numbers = CommandLine.arguments.dropFirst().compactMap { Int($0) }
        guard numbers.count == 3,
            let endpoint = Endpoint(parsing: "http://127.0.0.1:\(numbers[0])")
        else { throw Failure() }
        var settings = CurlSettings()
        settings.proxy = .none
        let transport = try CurlTransport(settings)
        let request = request(endpoint)
        let begin = processorSeconds()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<numbers[2] {
                let count = numbers[1] / numbers[2] + (index < numbers[1] % numbers[2] ? 1 : 0)
                group.addTask {
                    for _ in 0..<count {
                        let response = try await transport.send(request)
                        let body = try await response.body.collect(limit: 1 << 20)
                        guard response.status == 200, body.count == 1024 else { throw Failure() }
                    }
                }
            }
            try await group.waitForAll()
        }
        let microseconds = (processorSeconds() - begin) / Double(numbers[1]) * 1e6
        print(#"{"us_per_request":\#((microseconds * 100).rounded() / 100)}"#)
    }

    static func request(_ endpoint: Endpoint) -> TransportRequest {
        TransportRequest(
            .post, endpoint,
            headers: [
                "content-type": "application/x-amz-json-1.0",
                "x-amz-target": "DynamoDB_20120810.PutItem",
                "accept-encoding": "identity",
                "amz-sdk-invocation-id": "0c2b1f2e-5d5e-4d0a-9a41-9f3a1f1c2b3d",
                "amz-sdk-request": "attempt=1; max=4",
                "user-agent": "ddbkit",
                "x-amz-date": "20261121T030000Z",
                "authorization": "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261121/eu-west-1/"
                    + "dynamodb/aws4_request, SignedHeaders=content-type;host;x-amz-date;"
                    + "x-amz-target, Signature="
                    + "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
            ], body: .bytes((0..<2048).map { UInt8(truncatingIfNeeded: 97 + $0 % 26) }))
    }

    static func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
