import DDBBase
import DDBClientCore
import DDBDynamoDB
import DDBTestSupport
import Synchronization
import Testing

/// How a client in adaptive mode meets a service with little throughput, by the simulated second.
@Suite(.timeLimit(.minutes(15))) struct AdaptivePaceTests {
    private static let unitsPerSecond = 20
    /// How many simulated seconds pass; the second half of them counts.
    private static let seconds = 30
    /// How long an attempt takes: one task alone makes up to 100 attempts in a second.
    private static let latency = Duration.milliseconds(10)

    /// Gives so many units in every second of a simulated clock, and throttles what is beyond.
    private final class Meter: Sendable {
        private let time: SkippingTime
        private let seconds = Mutex<[(taken: Int, refused: Int)]>([])

        init(_ time: SkippingTime) { self.time = time }

        var counts: [(taken: Int, refused: Int)] { seconds.withLock { $0 } }

        func take() -> Bool {
            time.advance(by: AdaptivePaceTests.latency)
            let second = Int(time.monotonicNanoseconds / 1_000_000_000)
            return seconds.withLock { seconds in
                while seconds.count <= second { seconds.append((0, 0)) }
                guard seconds[second].taken < AdaptivePaceTests.unitsPerSecond else {
                    seconds[second].refused += 1
                    return false
                }
                seconds[second].taken += 1
                return true
            }
        }
    }

    /// Never waits longer than it must: the backoff is nothing, so that only the mode slows down.
    private struct NoJitter: RandomSource {
        func next() -> UInt64 { 0 }
    }

    /// Calls without a pause, and returns what happened in the second half of the time.
    private func run(_ mode: RetryMode) async throws -> (taken: Int, refused: Int, failed: Int) {
        let time = SkippingTime()
        let meter = Meter(time)
        let service = try CheckedService(clock: { time.now }) { _, _ in
            meter.take()
                ? .json(#"{"TableNames":[]}"#) : .refusal("ProvisionedThroughputExceededException")
        }
        defer { service.server.stop() }
        let clients = try LoopbackClients(
            service, time: time, retry: RetrySettings(mode: mode), random: NoJitter())
        var failed = 0
        let end = UInt64(Self.seconds) * 1_000_000_000
        while time.monotonicNanoseconds < end {
            do {
                _ = try await clients.dynamoDB.listTables(ListTablesRequest())
            } catch let error as ClientError {
                #expect(error.category == .throttling)
                if time.monotonicNanoseconds >= end / 2 { failed += 1 }
            }
        }
        let late = meter.counts[Self.seconds / 2..<Self.seconds]
        return (late.reduce(0) { $0 + $1.taken }, late.reduce(0) { $0 + $1.refused }, failed)
    }

    @Test func `adaptive mode slows down to what the service gives`() async throws {
        let adaptive = try await run(.adaptive)
        let standard = try await run(.standard)
        let given = Self.seconds / 2 * Self.unitsPerSecond
        // Without adaptation nearly all of 100 attempts a second go on.
        #expect(standard.taken + standard.refused > given * 4, "\(standard)")
        #expect(standard.failed > given, "\(standard)")
        // With it the attempts come near to what is given, most of which is used.
        #expect(adaptive.taken + adaptive.refused < given * 3 / 2, "\(adaptive)")
        #expect(adaptive.taken > given / 2, "\(adaptive)")
        #expect(adaptive.refused < adaptive.taken / 2, "\(adaptive)")
        #expect(adaptive.failed < standard.failed / 10, "\(adaptive)")
    }
}
