import DDBBase
import DDBQuery
import Foundation
import Synchronization
import Testing

@Suite(.enabled(if: QueryFixture.isAvailable, "run Tools/setup"))
struct QuerySessionTests {
    static let endless = "SELECT count(*) FROM range(1000000000) a, range(1000000000) b"

    @Test func `a statement is stopped at its timeout and the session goes on`() async throws {
        let session = try await QueryFixture.session()
        for sql in [Self.endless, "FROM range(100000000000000)"] {
            let error = await #expect(throws: QueryError.self) {
                _ = try await session.run(
                    sql, timeout: .milliseconds(50), into: DiscardingConsumer())
            }
            #expect(error?.code == .timedOut)
            #expect(error?.disposition == .reconfigure)
        }
        #expect(try await QueryFixture.text("SELECT 1 AS a", in: session) == "{\"a\":1}\n")
    }

    @Test func `a timeout that comes while the statement is prepared is a timeout`() async throws {
        let session = try await QueryFixture.session()
        for step in 0..<40 {
            let error = await #expect(throws: QueryError.self) {
                _ = try await session.run(
                    "FROM range(100000000000000)", timeout: .microseconds(step * 125),
                    into: DiscardingConsumer())
            }
            #expect(error?.code == .timedOut, "step \(step): \(String(describing: error))")
        }
    }

    @Test func `cancelling the task stops the statement`() async throws {
        let session = try await QueryFixture.session()
        let task = Task {
            try await session.run(Self.endless, into: DiscardingConsumer())
        }
        try await SystemTimeSource().sleep(for: .milliseconds(30))
        task.cancel()
        let error = await #expect(throws: QueryError.self) { _ = try await task.value }
        #expect(error?.code == .interrupted)
        #expect(try await QueryFixture.text("SELECT 1 AS a", in: session) == "{\"a\":1}\n")
    }

    @Test func `statements asked for at once all run`() async throws {
        let session = try await QueryFixture.session([QueryFixture.many()])
        let sums = try await withThrowingTaskGroup(of: String.self) { group in
            for divisor in 1...8 {
                group.addTask {
                    try await QueryFixture.text(
                        "SELECT count(*) AS n FROM many WHERE i % \(divisor) = 0", in: session)
                }
            }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(sums == Set((1...8).map { "{\"n\":\((20_000 + $0 - 1) / $0)}\n" }))
    }

    @Test func `a large result passes in pieces`() async throws {
        let session = try await QueryFixture.session()
        let consumer = try await session.run("FROM range(500000)", into: CountingConsumer())
        #expect(consumer.rowCount == 500_000)
        #expect(consumer.largestChunk <= 2048)
        #expect(consumer.isFinished)
    }

    @Test func `a consumer that fails ends the statement with its reason`() async throws {
        let session = try await QueryFixture.session()
        let writer = ResultWriter(format: .jsonl) { _ in throw CocoaError(.fileWriteOutOfSpace) }
        let error = await #expect(throws: QueryError.self) {
            _ = try await session.run("FROM range(100000)", into: writer)
        }
        #expect(error?.code == .outputFailed)
        #expect(error?.cause is CocoaError)
    }

    @Test(arguments: [
        ("SELEC 1", "syntax error"), ("SELECT nothing FROM range(1)", "nothing"),
        ("FROM nowhere", "nowhere"), ("SELECT 1 +", "syntax error"),
        ("EXPLAIN SELEC 1", "syntax error"),
    ])
    func `errors in a statement are told in the engine's words`(
        sql: String, part: String
    ) async throws {
        let session = try await QueryFixture.session()
        let error = await #expect(throws: QueryError.self) {
            try await QueryFixture.text(sql, in: session)
        }
        #expect(error?.code == .invalidStatement)
        #expect(error?.message.contains(part) == true)
        #expect(error?.message.contains("LINE 1") == true)
    }

    @Test func `errors while it runs do not tell values of rows`() async throws {
        let session = try await QueryFixture.session([QueryFixture.many()])
        let error = await #expect(throws: QueryError.self) {
            try await QueryFixture.text(
                "SELECT CAST(s AS INTEGER) FROM many WHERE s IS NOT NULL AND i > 15000", in: session
            )
        }
        #expect(error?.code == .executionFailed)
        #expect(error?.message.contains("Conversion Error") == true)
        #expect(error?.message.contains(/w\d/) == false, "\(String(describing: error))")
    }

    @Test func `an error in the middle of a stream is not taken for its end`() async throws {
        let session = try await QueryFixture.session()
        let error = await #expect(throws: QueryError.self) {
            _ = try await session.run(
                "SELECT if(range = 400000, error('stop'), range) FROM range(500000)",
                into: CountingConsumer())
        }
        #expect(error?.code == .executionFailed)
    }

    @Test func `a statement that needs too much memory says so`() async throws {
        let engine = try QueryEngine(settings: QuerySettings(memoryBytesMax: 20 << 20))
        let session = try await engine.open([])
        let error = await #expect(throws: QueryError.self) {
            _ = try await session.run(
                "SELECT list(range::VARCHAR) FROM range(10000000)", into: DiscardingConsumer())
        }
        #expect(error?.code == .outOfMemory)
    }

    @Test func `settings reach the engine`() async throws {
        let engine = try QueryEngine(
            settings: QuerySettings(threadCount: 3, memoryBytesMax: 1 << 30))
        let session = try await engine.open([])
        #expect(
            try await QueryFixture.text(
                """
                SELECT current_setting('threads') AS t, current_setting('memory_limit') AS m,
                    current_setting('TimeZone') AS z, current_setting('lock_configuration') AS l
                """, in: session) == #"{"t":3,"m":"1.0 GiB","z":"UTC","l":true}"# + "\n")
    }

    @Test func `a type without a form here names its column and the remedy`() async throws {
        let session = try await QueryFixture.session()
        for value in ["'101'::BIT", "12::BIGNUM", "'12:00:00+02'::TIMETZ", "union_value(a := 1)"] {
            let error = await #expect(throws: QueryError.self) {
                try await QueryFixture.text("SELECT \(value) AS odd", in: session)
            }
            #expect(error?.code == .unsupportedType)
            #expect(error?.message.contains("'odd'") == true)
        }
    }
}

struct DiscardingConsumer: ResultConsumer {
    mutating func consume(_ chunk: ResultChunk) {}
    mutating func finish() {}
}

struct CountingConsumer: ResultConsumer {
    var rowCount = 0
    var largestChunk = 0
    var isFinished = false

    mutating func consume(_ chunk: ResultChunk) {
        rowCount += chunk.rowCount
        largestChunk = max(largestChunk, chunk.rowCount)
    }

    mutating func finish() { isFinished = true }
}
