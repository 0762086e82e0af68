import DDBClientCore
import DDBHTTP
import DDBJSON
import DDBTestSupport
import Foundation
import Testing

/// The cases of AWS's SDKs for the retry behaviour of 2026, with a jitter of 1.
@Suite struct RetryVectorTests {
    struct Case: CustomStringConvertible {
        var name: String
        var rules: RetryRules
        var quota: RetryQuota
        var responses: [JSONValue]
        var delays: [Duration]
        var quotaAfter: [Int]?
        var surrender: RetryStateMachine.Surrender?

        var description: String { name }
    }

    static func cases() throws -> [Case] {
        guard let path = SharedVectors.path("retry-2.1/cases.json") else { return [] }
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        let root = try JSONValue.parse(bytes.span.bytes)
        return try #require(root["cases"]?.array).map(read)
    }

    static func read(_ value: JSONValue) throws -> Case {
        let isDynamoDB = value["service"]?.string == "dynamodb"
        let backoffMax = try value["max_backoff_s"].map { try duration($0) }
        let settings = RetrySettings(
            attemptsMax: value["max_attempts"]?.integer.map(Int.init), backoffMax: backoffMax)
        let outcome = value["outcome"]?.string ?? "success"
        let surrender: RetryStateMachine.Surrender? =
            switch outcome {
            case "max attempts": .attemptsExhausted
            case "retry quota exceeded": .quotaExhausted
            default: nil
            }
        #expect(surrender != nil || outcome.hasPrefix("success"), "\(outcome) is not known")
        return Case(
            name: value["name"]?.string ?? "-",
            rules: settings.rules(over: isDynamoDB ? .dynamoDB : .standard),
            quota: RetryQuota(available: value["initial_capacity"]?.integer.map(Int.init)),
            responses: try #require(value["responses"]?.array),
            delays: try #require(value["delays_s"]?.array).map(duration),
            quotaAfter: value["quota_after"]?.array?.compactMap { $0.integer.map(Int.init) },
            surrender: surrender)
    }

    /// The decimals have at most three places.
    static func duration(_ value: JSONValue) throws -> Duration {
        let seconds = try #require(value.numberText.flatMap { Double($0) })
        return .milliseconds(Int64((seconds * 1000).rounded()))
    }

    static func envelope(_ response: JSONValue) -> (ErrorEnvelope, HeaderFields) {
        if let code = response.string { return (ErrorEnvelope(status: 400, code: code), [:]) }
        if let status = response.integer { return (ErrorEnvelope(status: Int(status)), [:]) }
        var headers: HeaderFields = [:]
        if let text = response["x-amz-retry-after"]?.string {
            headers.append("X-Amz-Retry-After", text)
        }
        return (ErrorEnvelope(status: Int(response["status"]?.integer ?? 0)), headers)
    }

    @Test func `all cases of the shared vectors pass`() throws {
        let cases = try Self.cases()
        #expect(cases.count == 9 || SharedVectors.root == nil)
        for one in cases {
            var machine = RetryStateMachine(rules: one.rules)
            var delays: [Duration] = []
            var quotas: [Int] = []
            var surrender: RetryStateMachine.Surrender?
            for response in one.responses {
                #expect(surrender == nil, "\(one.name): goes on after the end")
                let (envelope, headers) = Self.envelope(response)
                if envelope.status == 200 {
                    machine.succeeded(quota: one.quota)
                } else {
                    let failure = RetryStateMachine.Failure(
                        ErrorClassifier.category(of: envelope),
                        retryAfter: RetryAfter.parse(headers))
                    switch machine.failed(failure, quota: one.quota, jitter: 1) {
                    case .retry(let delay): delays.append(delay)
                    case .retryWithFreshCredentials: Issue.record("\(one.name): credentials")
                    case .giveUp(let reason): surrender = reason
                    }
                }
                quotas.append(one.quota.available)
            }
            #expect(delays == one.delays, "\(one.name)")
            #expect(surrender == one.surrender, "\(one.name)")
            if let expected = one.quotaAfter {
                #expect(Array(quotas.prefix(expected.count)) == expected, "\(one.name)")
                #expect(quotas.last == expected.last, "\(one.name)")
            }
        }
    }
}
