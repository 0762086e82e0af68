import DDBBase
import DDBLocal
import DDBPipeline
import DDBStreamsSource
import Testing

/// The source over a real endpoint with real shards.
@Suite(.timeLimit(.minutes(15))) struct StreamsSourceTests {
    private static func with(
        clock: LocalClock.Mode = .fast(factor: 20, from: nil),
        _ body: @escaping @Sendable (StreamedTable) async throws -> Void
    ) async throws {
        var settings = LocalSettings()
        settings.clock = clock
        try await LocalServer.with(settings) { server in
            try await body(try await StreamedTable(server, time: server.clock))
        }
    }

    @Test func `changes come in the order in which they were made, with what happened`()
        async throws
    {
        try await Self.with { table in
            try await table.put("a", 1)
            try await table.put("a", 2)
            try await table.delete("a")
            try await table.put("a", 3)
            let journal = ChangeJournal()
            _ = try await table.follow(journal, until: 4)
            #expect(journal.lines == ["INSERT a 1", "MODIFY a 2", "REMOVE a", "INSERT a 3"])
        }
    }

    @Test func `a run goes on where the last one ended, and loses nothing in between`()
        async throws
    {
        try await Self.with { table in
            for number in 0..<20 { try await table.put("k\(number % 4)", number) }
            let first = ChangeJournal()
            let positions = try await table.follow(first, until: 20)
            for number in 20..<30 { try await table.put("k\(number % 4)", number) }
            let second = ChangeJournal()
            _ = try await table.follow(second, until: 10, from: positions)
            #expect(Set(second.lines).count == 10)
            #expect(second.lines.allSatisfy { !first.lines.contains($0) })
        }
    }

    @Test func `a run that begins at the newest change has none that came before`() async throws {
        try await Self.with { table in
            for number in 0..<5 { try await table.put("old", number) }
            let journal = ChangeJournal()
            let runner = try table.runner(into: JournalSink(journal), [("start", "latest")])
            async let report = runner.run()
            // What comes before the shards are found is not wanted; all that comes after one that
            // was seen is.
            var number = 0
            try await Waiting.until("a change has come") {
                if journal.count > 0 { return true }
                try await table.put("new", number)
                number += 1
                return false
            }
            let seen = journal.lines[0]
            for _ in 0..<5 {
                try await table.put("new", number)
                number += 1
            }
            try await Waiting.until("the last change has come") {
                journal.lines.last == "MODIFY new \(number - 1)"
            }
            runner.drain()
            _ = try await report
            let first = try #require(Int(seen.split(separator: " ")[2]))
            #expect(
                journal.lines
                    == (first..<number).map {
                        $0 == 0 ? "INSERT new 0" : "MODIFY new \($0)"
                    })
        }
    }

    @Test func `without a stream, or without a table, the error says what to do`() async throws {
        try await LocalServer.with { server in
            let table = try await StreamedTable(server, time: server.clock)
            let journal = ChangeJournal()
            await #expect(throws: PipelineError.self) {
                try await table.runner(into: JournalSink(journal), [("stream-arn", "arn:none")])
                    .run()
            }
        }
    }

    @Test func `changes of a key stay in order over shards that roll and split`() async throws {
        try await Self.with { table in
            let journal = ChangeJournal()
            let runner = try table.runner(into: JournalSink(journal))
            async let report = runner.run()
            var expected: [String: [String]] = [:]
            for number in 0..<60 {
                let key = "k\(number % 5)"
                try await table.put(key, number)
                expected[key, default: []].append("\(number)")
                if number == 20 { try await table.shards("roll") }
                if number == 35 { try await table.shards("split") }
                if number == 50 { try await table.shards("roll") }
            }
            try await Waiting.until("60 changes have come") { journal.count >= 60 }
            runner.drain()
            let positions = try await report.positions
            var seen: [String: [String]] = [:]
            for line in journal.lines {
                let words = line.split(separator: " ").map(String.init)
                seen[words[1], default: []].append(words[2])
            }
            #expect(seen == expected)
            // One that rolled, two children at least, and what they rolled into.
            #expect(positions.progress.filter(\.isFinished).count >= 3)
        }
    }

    @Test(arguments: [true, false])
    func `what the stream no longer has is told, never passed over`(goesOn: Bool) async throws {
        try await LocalServer.with { server in
            let table = try await StreamedTable(server, time: SystemTimeSource())
            try await table.put("a", 1)
            let positions = try await table.follow(ChangeJournal(), until: 1)
            try await table.put("a", 2)
            server.advanceClock(by: .seconds(30 * 3600))
            try await table.put("a", 3)
            let journal = ChangeJournal()
            if goesOn {
                _ = try await table.follow(
                    journal, until: 1, from: positions,
                    [("lag_exceeds_shard_retention_behavior", "warn")])
                #expect(journal.lines == ["MODIFY a 3"])
            } else {
                let error = await #expect(throws: PipelineError.self) {
                    try await table.follow(journal, until: 1, from: positions)
                }
                #expect(error?.message.contains("no longer has all changes") == true)
                #expect(error?.disposition == .reconfigure)
                #expect(journal.count == 0)
            }
        }
    }

    @Test func `positions of a stream that was switched off and on are refused`() async throws {
        try await Self.with { table in
            try await table.put("a", 1)
            let positions = try await table.follow(ChangeJournal(), until: 1)
            try await table.renewStream()
            let error = await #expect(throws: PipelineError.self) {
                try await table.follow(ChangeJournal(), until: 1, from: positions)
            }
            #expect(error?.message.contains("of another stream") == true)
        }
    }

    @Test func `throttles, failures and lost iterators cost time and nothing else`() async throws {
        var settings = LocalSettings()
        settings.clock = .fast(factor: 20, from: nil)
        settings.faults = try FaultRule.parse(
            "GetRecords:throttle@20%, GetRecords:500@10%, GetRecords:expired-iterator@every7, "
                + "GetShardIterator:reset@20%, DescribeStream:stale@20%")
        try await LocalServer.with(settings) { server in
            let table = try await StreamedTable(server, time: server.clock)
            for number in 0..<40 { try await table.put("k\(number % 3)", number) }
            try await table.shards("roll")
            for number in 40..<80 { try await table.put("k\(number % 3)", number) }
            let journal = ChangeJournal()
            _ = try await table.follow(journal, until: 80)
            let numbers = journal.lines.compactMap { Int($0.split(separator: " ")[2]) }
            #expect(Set(numbers) == Set(0..<80))
            for key in 0..<3 {
                let own = numbers.filter { $0 % 3 == key }
                #expect(own == own.sorted())
            }
        }
    }
}
