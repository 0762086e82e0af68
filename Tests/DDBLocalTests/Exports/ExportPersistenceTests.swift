import DDBBase
import DDBDynamoDB
import DDBLocal
import DDBS3
import DDBTestSupport
import Testing

/// Exports and history of an endpoint that ends and begins again.
@Suite struct ExportPersistenceTests {
    private static func settings(_ folder: ScratchFolder, at start: Instant) -> LocalSettings {
        var settings = ExportWorld.settings
        settings.dataFolder = folder.path
        settings.clock = .frozen(at: start)
        return settings
    }

    @Test func `finished exports stay listed, and history reaches back behind restarts`()
        async throws
    {
        let folder = try ScratchFolder()
        var now = ExportWorld.start
        let (first, before) = try await LocalServer.with(Self.settings(folder, at: now)) { server in
            let world = try await ExportWorld(server)
            try await world.put("a", 1, "old")
            try await world.put("b", 1, "old")
            let export = try await world.export { $0.clientToken = "first" }
            #expect(export.exportStatus == .completed)
            return (export, try await world.scan())
        }
        for restart in 1...2 {
            now = now.advanced(byMicroseconds: 3_600_000_000)
            try await LocalServer.with(Self.settings(folder, at: now)) { server in
                let world = try ExportWorld(existing: server)
                try await world.put("a", 1, "restart \(restart)")
                try await world.delete("b", 1)
                #expect(try await world.describe(first.exportARN) == first)
                let list = try await world.dynamo.listExports(ListExportsRequest())
                #expect(list.exportSummaries.first?.exportARN == first.exportARN)
                #expect(try await world.items(first) == before)
                // The state before this process began, and the token of another one.
                let back = try await world.export { $0.exportTime = ExportWorld.start }
                #expect(try await world.items(back) == before)
                let again = try await world.export { $0.clientToken = "first" }
                #expect(again == first)
                let window = try await world.incremental(
                    from: ExportWorld.start,
                    to: ExportWorld.start.advanced(
                        byMicroseconds: 1_800_000_000))
                #expect(try await world.lines(window).count == 2)
            }
        }
    }

    @Test func `an export that a restart interrupts is finished with what it was to show`()
        async throws
    {
        let folder = try ScratchFolder()
        var settings = Self.settings(folder, at: ExportWorld.start)
        settings.exports.duration = .seconds(60)
        let (arn, before) = try await LocalServer.with(settings) { server in
            let world = try await ExportWorld(server)
            try await world.put("a", 1, "before")
            let items = try await world.scan()
            let begun = try await world.dynamo.exportTableToPointInTime(world.request())
            // At the same moment of the clock, and yet behind the export.
            try await world.put("a", 1, "after")
            try await world.put("b", 1, "after")
            return (begun.exportDescription.exportARN, items)
        }
        try await LocalServer.with(settings) { server in
            let world = try ExportWorld(existing: server)
            #expect(try await world.describe(arn).exportStatus == .inProgress)
            try await world.delete("a", 1)
            server.advanceClock(by: .seconds(60))
            let export = try await world.ended(arn)
            #expect(export.exportStatus == .completed)
            #expect(try await world.items(export) == before)
            // Both tries have written the same objects.
            let listed = try await world.s3.client.listObjectsV2(.init(bucket: ExportWorld.bucket))
            #expect(listed.entries.count == 6)
        }
    }
}
