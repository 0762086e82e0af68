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
            try await body(try await StreamedTable(server))
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
            while journal.count == 0 {
                try await table.put("new", number)
                number += 1
                try await Task.sleep(for: .milliseconds(20))
            }
            let seen = journal.lines[0]
            for _ in 0..<5 {
                try await table.put("new", number)
                number += 1
            }
            while journal.lines.last != "MODIFY new \(number - 1)" {
                try await Task.sleep(for: .milliseconds(10))
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
            let table = try await StreamedTable(server)
            let journal = ChangeJournal()
            await #expect(throws: PipelineError.self) {
                try await table.runner(into: JournalSink(journal), [("stream-arn", "arn:none")])
                    .run()
            }
        }
    }
}
