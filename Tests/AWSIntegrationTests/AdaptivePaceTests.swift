import DDBBase
import DDBClientCore
import DDBDynamoDB
import DDBTestSupport
import Synchronization
import Testing

/// How a client in adaptive mode meets a service with little throughput, by the simulated second.
@Suite(.timeLimit(.minutes(2))) struct AdaptivePaceTests {
    private static let unitsPerSecond = 20
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

    /// Calls for a minute, and returns what happened in each second of its second half.
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
        while time.monotonicNanoseconds < 60_000_000_000 {
            do {
                _ = try await clients.dynamoDB.listTables(ListTablesRequest())
            } catch let error as ClientError {
                #expect(error.category == .throttling)
                if time.monotonicNanoseconds >= 30_000_000_000 { failed += 1 }
            }
        }
        let late = meter.counts[30..<60]
        return (late.reduce(0) { $0 + $1.taken }, late.reduce(0) { $0 + $1.refused }, failed)
    }

    @Test func `adaptive mode slows down to what the service gives`() async throws {
        let adaptive = try await run(.adaptive)
        let standard = try await run(.standard)
        let given = 30 * Self.unitsPerSecond
        // Without adaptation nearly all of 100 attempts a second go on.
        #expect(standard.taken + standard.refused > 2500, "\(standard)")
        #expect(standard.failed > 500, "\(standard)")
        // With it the attempts come near to what is given, most of which is used.
        #expect(adaptive.taken + adaptive.refused < given * 3 / 2, "\(adaptive)")
        #expect(adaptive.taken > given / 2, "\(adaptive)")
        #expect(adaptive.refused < adaptive.taken / 2, "\(adaptive)")
        #expect(adaptive.failed < standard.failed / 10, "\(adaptive)")
    }
}
