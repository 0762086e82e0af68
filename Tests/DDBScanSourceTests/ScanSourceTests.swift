import DDBAttributes
import DDBLocal
import DDBPipeline
import Testing

/// Scans of a table of a local endpoint.
@Suite struct ScanSourceTests {
    private static func with(
        _ count: Int, _ body: @Sendable (ScannedTable) async throws -> Void
    ) async throws {
        try await LocalServer.with { server in
            let table = try await ScannedTable(server)
            try await table.create()
            try await table.fill(count)
            try await body(table)
        }
    }

    @Test(arguments: ["1", "7", "300", "auto"])
    func `every item comes once, whatever the segments`(segments: String) async throws {
        try await Self.with(500) { table in
            let found = Found()
            let report = try await table.runner(found, [("segments", segments)]).run()
            let expected = (0..<500).map { "k\($0)" }.sorted()
            #expect(found.ids.sorted() == expected)
            let unfinished = report.positions.progress.filter { !$0.isFinished }
            #expect(unfinished == [])
            let count = segments == "auto" ? 5 : try #require(Int(segments))
            #expect(report.positions.count == count)
        }
    }

    @Test func `an empty table is a scan without items`() async throws {
        try await Self.with(0) { table in
            let found = Found()
            _ = try await table.runner(found, []).run()
            #expect(found.ids.isEmpty)
        }
    }

    @Test func `a scan that was stopped goes on, with the segments that it began with`()
        async throws
    {
        try await Self.with(600) { table in
            // A source that runs ahead would have read all before it is stopped.
            table.server.setFaults(try FaultRule.parse("Scan:latency=10ms@100%"))
            let found = Found()
            var positions = PositionMap()
            var runCount = 0
            // Pages of ten items; each run ends after some, and no run begins again.
            while runCount < 100 {
                runCount += 1
                let segments = runCount == 1 ? "4" : "9"
                let runner = try table.runner(
                    found, [("segments", segments), ("page-limit", "10")], from: positions)
                let more = found.ids.count + 75
                found.whenReached(more) { runner.drain() }
                let report = try await runner.run()
                positions = report.positions
                if !report.isDrained { break }
            }
            #expect(runCount > 1)
            #expect(positions.count == 4)
            #expect(found.ids.count == 600)
            #expect(Set(found.ids).count == 600)
        }
    }

    @Test func `attributes with reserved names are projected`() async throws {
        try await Self.with(3) { table in
            let found = Found()
            _ = try await table.runner(
                found, [], projection: ["id", "name", "a.b"]
            ).run()
            #expect(found.items.count == 3)
            for item in found.items {
                #expect(Set(item.names) == ["id", "name", "a.b"])
            }
        }
    }

    @Test func `positions of a table that was made anew are refused`() async throws {
        try await Self.with(50) { table in
            let report = try await table.runner(Found(), [("segments", "2")]).run()
            try await table.delete()
            try await table.create()
            let error = await #expect(throws: PipelineError.self) {
                try await table.runner(
                    Found(), [("segments", "2")], from: report.positions
                ).run()
            }
            #expect(error?.message.contains("made anew") == true, "\(error as Any)")
        }
    }

    @Test func `throttles and failures cost time and nothing else`() async throws {
        try await Self.with(400) { table in
            table.server.setFaults(
                try FaultRule.parse("Scan:throttle@10%,Scan:500@5%,Scan:reset@5%,Scan:crc@5%"))
            let found = Found()
            _ = try await table.runner(
                found, [("segments", "8"), ("page-limit", "10"), ("attempts-max", "20")]
            ).run()
            let expected = (0..<400).map { "k\($0)" }.sorted()
            #expect(found.ids.sorted() == expected)
            #expect(table.server.faultsShown.values.reduce(0, +) > 0)
        }
    }
}
