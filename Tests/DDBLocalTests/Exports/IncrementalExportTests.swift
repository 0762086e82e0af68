import DDBAttributes
import DDBBase
import DDBDynamoDB
import DDBExport
import DDBJSON
import DDBLocal
import DDBTestKit
import Testing

/// Incremental exports over HTTP, by our own clients and our own reader of their lines.
@Suite struct IncrementalExportTests {
    private static let start = ExportWorld.start

    private static func after(minutes: Int64) -> Instant {
        start.advanced(byMicroseconds: minutes * 60_000_000)
    }

    /// A line without its time, `Keys` and the braces around all.
    private static func images(_ line: String) throws -> [String: String] {
        let value = try JSONValue.parse(line)
        var images: [String: String] = [:]
        for name in ["OldImage", "NewImage"] {
            images[name] = value[name]?["v"]?["S"]?.string
        }
        return images
    }

    private static func key(_ line: String) throws -> String {
        try JSONValue.parse(line)["Keys"]?["pk"]?["S"]?.string ?? ""
    }

    /// A window in which one item is made, one changed, one deleted, one comes and goes, one goes
    /// and comes again, and one stays as it is.
    private static func fill(_ world: ExportWorld) async throws {
        for key in ["changed", "deleted", "replaced", "same"] { try await world.put(key, 1, "old") }
        world.server.advanceClock(by: .seconds(600))
        try await world.put("changed", 1, "between")
        world.server.advanceClock(by: .seconds(60))
        try await world.put("made", 1, "new")
        try await world.put("changed", 1, "new")
        try await world.delete("deleted", 1)
        try await world.put("brief", 1, "new")
        try await world.delete("replaced", 1)
        world.server.advanceClock(by: .seconds(60))
        try await world.delete("brief", 1)
        try await world.put("replaced", 1, "new")
        world.server.advanceClock(by: .seconds(3600))
        // Behind the window.
        try await world.put("changed", 1, "later")
        try await world.put("deleted", 1, "later")
        try await world.put("unseen", 1, "later")
        try await world.put("same", 1, "later")
    }

    @Test(arguments: [ExportViewType.newAndOldImages, .newImage, nil])
    func `each changed item has one line, with the images of the view`(
        view: ExportViewType?
    ) async throws {
        try await LocalServer.with(ExportWorld.settings) { server in
            let world = try await ExportWorld(server)
            try await Self.fill(world)
            let export = try await world.incremental(
                from: Self.after(minutes: 5), to: Self.after(minutes: 30), view: view)
            var found: [String: [String: String]] = [:]
            var times: [String: String] = [:]
            for line in try await world.lines(export) {
                let key = try Self.key(line)
                #expect(found.updateValue(try Self.images(line), forKey: key) == nil)
                let time = try JSONValue.parse(line)["Metadata"]?["WriteTimestampMicros"]
                times[key] = time?["N"]?.string
            }
            let hasOld = view != .newImage
            let old = { (others: [String: String]) in
                hasOld ? others.merging(["OldImage": "old"]) { one, _ in one } : others
            }
            #expect(
                found == [
                    "made": ["NewImage": "new"], "changed": old(["NewImage": "new"]),
                    "deleted": old([:]), "replaced": old(["NewImage": "new"]),
                ])
            #expect(times["made"] == String(Self.after(minutes: 11).microseconds))
            #expect(times["changed"] == String(Self.after(minutes: 11).microseconds))
            #expect(times["replaced"] == String(Self.after(minutes: 12).microseconds))
            #expect(export.itemCount == 4 && export.billedSizeBytes == 10_000_000)
        }
    }

    @Test func `lines and manifests are written as AWS writes them`() async throws {
        try await LocalServer.with(ExportWorld.settings) { server in
            let world = try await ExportWorld(server)
            try await world.put("a", 1, "x")
            server.advanceClock(by: .milliseconds(3_600_608))
            let from = Self.start
            let to = Self.after(minutes: 60)
            let export = try await world.incremental(from: from, to: to)
            #expect(
                try await world.lines(export) == [
                    #"{"Metadata":{"WriteTimestampMicros":{"N":"1767225600000000"}},"#
                        + #""Keys":{"pk":{"S":"a"},"sk":{"N":"1"}},"#
                        + #""NewImage":{"pk":{"S":"a"},"sk":{"N":"1"},"v":{"S":"x"}}}"#
                ])
            let id = try #require(export.exportARN.split(separator: "/").last.map(String.init))
            #expect(id.hasPrefix("01767229200000-"))
            let key = try #require(
                try await world.manifest(export).first?["dataFileS3Key"]?.string)
            #expect(key.wholeMatch(of: /AWSDynamoDB\/data\/[a-z2-7]{26}\.json\.gz/) != nil)
            let summary = try await world.object(try #require(export.exportManifest))
            #expect(
                String(decoding: summary, as: UTF8.self)
                    == #"{"version":"2023-08-01","exportArn":"\#(export.exportARN)","#
                    + #""startTime":"2026-01-01T01:00:00.608Z","#
                    + #""endTime":"2026-01-01T01:00:00.608Z","#
                    + #""tableArn":"\#(ExportWorld.tableARN)","#
                    + #""tableId":"\#(export.tableID ?? "")","#
                    + #""exportFromTime":"2026-01-01T00:00:00.000Z","#
                    + #""exportToTime":"2026-01-01T01:00:00.000Z","s3Bucket":"exports","#
                    + #""s3Prefix":null,"s3SseAlgorithm":"AES256","s3SseKmsKeyId":null,"#
                    + #""manifestFilesS3Key":"AWSDynamoDB/\#(id)/manifest-files.json","#
                    + #""billedSizeBytes":10000000,"itemCount":1,"outputFormat":"DYNAMODB_JSON","#
                    + #""outputView":"NEW_AND_OLD_IMAGES","exportType":"INCREMENTAL_EXPORT"}"#)
            let opened = try await world.opened(export)
            #expect(opened.summary.kind == .incremental && opened.files.map(\.itemCount) == [1])
            #expect(export.incrementalExportSpecification?.exportFromTime == from)
            #expect(export.incrementalExportSpecification?.exportToTime == to)
        }
    }

    @Test func `the start of a window is in it and its end is not`() async throws {
        try await LocalServer.with(ExportWorld.settings) { server in
            let world = try await ExportWorld(server)
            var moments: [Instant] = []
            for number in 0..<3 {
                try await world.put("k\(number)", 1, "x")
                moments.append(server.clock.now)
                server.advanceClock(by: .seconds(900))
            }
            for number in 0..<2 {
                let export = try await world.incremental(
                    from: moments[number], to: moments[number + 1])
                #expect(try await world.lines(export).map(Self.key) == ["k\(number)"])
            }
        }
    }

    @Test func `a full export and the windows behind it give the table of each moment`()
        async throws
    {
        let seed = UInt64(20_261_122)
        let random = SeededRandom(seed: seed)
        var settings = ExportWorld.settings
        settings.exports.fileBytes = 400
        try await LocalServer.with(settings) { server in
            let world = try await ExportWorld(server)
            var moments: [Instant] = []
            var states: [[String]] = []
            for step in 0..<30 {
                for _ in 0..<10 {
                    let key = random.number(below: 20)
                    if random.number(below: 3) == 0 {
                        try await world.delete("k\(key % 3)", key)
                    } else {
                        try await world.put("k\(key % 3)", key, "\(step)")
                    }
                    server.advanceClock(by: .microseconds(random.number(below: 100_000_000)))
                }
                server.advanceClock(by: .seconds(900))
                moments.append(server.clock.now)
                states.append(try await world.scan())
            }
            var items: [String: String] = [:]
            let full = try await world.export { $0.exportTime = moments[0] }
            for item in try await world.items(full) { items[try Self.keys(item)] = item }
            for index in 1..<moments.count {
                let export = try await world.incremental(
                    from: moments[index - 1], to: moments[index])
                for file in try await world.files(export) { try Self.apply(file, to: &items) }
                #expect(items.values.sorted() == states[index], "seed \(seed), window \(index)")
            }
        }
    }

    /// The key attributes of an item as text.
    private static func keys(_ item: String) throws -> String {
        let value = try JSONValue.parse(item)
        return "\(value["pk"]?["S"]?.string ?? "") \(value["sk"]?["N"]?.string ?? "")"
    }

    /// Applies the lines of a file with the decoder that reads exports.
    private static func apply(_ file: String, to items: inout [String: String]) throws {
        let bytes = Array(file.utf8)
        var decoder = LineDecoder(shape: .export, table: "music")
        var offset = 0
        while offset < bytes.count {
            let piece = Array(bytes[offset...])
            offset += decoder.append(piece.span.bytes)
            while let batch = try decoder.nextBatch(isLast: offset == bytes.count) {
                for record in batch.records {
                    let key = try keys(text(batch, record.keys))
                    items[key] = record.operation == .put ? text(batch, record.newImage) : nil
                }
            }
        }
    }

    @Test func `windows that cannot be are refused`() async throws {
        try await LocalServer.with(ExportWorld.settings) { server in
            let world = try await ExportWorld(server)
            server.advanceClock(by: .seconds(48 * 3600))
            let refusal = { (from: Int64?, to: Int64?) async throws -> String? in
                try await world.refusal { request in
                    request.exportType = .incrementalExport
                    request.incrementalExportSpecification = IncrementalExportSpecification(
                        exportFromTime: from.map { Self.after(minutes: $0) },
                        exportToTime: to.map { Self.after(minutes: $0) })
                }
            }
            #expect(try await refusal(0, 14) == "ValidationException")
            #expect(try await refusal(10, 10) == "ValidationException")
            #expect(try await refusal(0, 24 * 60 + 1) == "ValidationException")
            #expect(try await refusal(nil, 60) == "ValidationException")
            #expect(try await refusal(-1, 60) == "InvalidExportTimeException")
            #expect(try await refusal(47 * 60, 48 * 60 + 1) == "InvalidExportTimeException")
            #expect(try await refusal(0, 15) == nil)
            #expect(try await refusal(0, 24 * 60) == nil)
            // Without an end the window ends now.
            #expect(try await refusal(24 * 60, nil) == nil)
            try await world.refuses("ValidationException") { $0.exportType = .incrementalExport }
            try await world.refuses("ValidationException") { request in
                request.incrementalExportSpecification = IncrementalExportSpecification()
            }
        }
    }
}
