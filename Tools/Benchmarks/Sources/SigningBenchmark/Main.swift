import DDBBase
import DDBHTTP
import DDBSigV4
import Foundation

/// Signs a PutItem with a body of 2 KiB over and over on one core, and prints the CPU time of one.
///
///     SigningBenchmark [--rounds N] [--signs N]
///
/// The date moves from request to request, as it does where requests are sent; the day stays.
@main
struct SigningBenchmark {
    static func main() throws {
        var rounds = 7
        var signs = 50_000
        var arguments = CommandLine.arguments.dropFirst()
        while let argument = arguments.popFirst() {
            switch argument {
            case "--rounds": rounds = arguments.popFirst().flatMap { Int($0) } ?? rounds
            case "--signs": signs = arguments.popFirst().flatMap { Int($0) } ?? signs
            default: throw Failure()
            }
        }
        let permanent = try measure(rounds, signs, token: nil)
        let token = String(repeating: "AQoDYXdzEPT/", count: 70)
        let temporary = try measure(rounds, signs, token: token)
        print(
            #"{"bench":"sign","body_bytes":2048,"us_per_sign":\#(rounded(permanent)),"#
                + #""us_with_session_token":\#(rounded(temporary))}"#)
    }

    struct Failure: Error {}

    /// The best round's microseconds a signature.
    static func measure(_ rounds: Int, _ signs: Int, token: String?) throws -> Double {
        let credentials = SigningCredentials(
            accessKeyID: "AKIDEXAMPLE",
            secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
            sessionToken: token.map { Secret($0) })
        guard let endpoint = Endpoint(parsing: "https://dynamodb.eu-west-1.amazonaws.com") else {
            throw Failure()
        }
        let request = TransportRequest(
            .post, endpoint,
            headers: [
                "content-type": "application/x-amz-json-1.0",
                "x-amz-target": "DynamoDB_20120810.PutItem",
                "accept-encoding": "identity",
                "amz-sdk-invocation-id": "0c2b1f2e-5d5e-4d0a-9a41-9f3a1f1c2b3d",
                "amz-sdk-request": "attempt=1; max=4",
                "user-agent": "ddbkit",
            ], body: .bytes((0..<2048).map { UInt8(truncatingIfNeeded: 97 + $0 % 26) }))
        let signer = RequestSigner(SigningSettings(region: "eu-west-1", service: "dynamodb"))
        let start = Instant(microseconds: 1_767_225_600_000_000)
        var best = Double.infinity
        var checksum = 0
        for _ in 0..<max(rounds, 1) {
            let begin = processorSeconds()
            for index in 0..<signs {
                let moment = start.advanced(byMicroseconds: Int64(index % 80_000) * 1_000_000)
                let signed = try signer.sign(request, with: credentials, at: moment)
                checksum &+= signed.signature.hex.utf8.count
            }
            best = min(best, processorSeconds() - begin)
        }
        guard checksum == 64 * signs * max(rounds, 1) else { throw Failure() }
        return best / Double(signs) * 1e6
    }

    static func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    static func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}
