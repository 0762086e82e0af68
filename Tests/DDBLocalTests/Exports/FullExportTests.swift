import DDBAttributes
import DDBBase
import DDBDigest
import DDBDynamoDB
import DDBExport
import DDBJSON
import DDBLocal
import DDBS3
import DDBTestKit
import DDBTestSupport
import Foundation
import Testing

/// Full exports over HTTP, by our own clients and our own reader.
@Suite struct FullExportTests {
    /// An item with every type.
    private static func item(_ number: Int) -> String {
        #"{"pk":{"S":"k\#(number % 9)"},"sk":{"N":"\#(number)"},"n":{"N":"-1.25"},"#
            + #""b":{"B":"AP8Q"},"t":{"BOOL":true},"z":{"NULL":true},"e":{"S":""},"#
            + #""l":{"L":[{"N":"1"},{"M":{"x y":{"S":"é\"\\\n"}}}]},"m":{"M":{}},"#
            + #""ss":{"SS":["a","b"]},"ns":{"NS":["1","2.5"]},"bs":{"BS":["AA=="]}}"#
    }

    @Test func `a full export is the table, in as many files as its size asks for`() async throws {
        var settings = ExportWorld.settings
        settings.exports.fileBytes = 16 << 10
        try await LocalServer.with(settings) { server in
            let world = try await ExportWorld(server)
            try await world.caller.putAll((0..<500).map(Self.item))
            let export = try await world.export()
            let opened = try await world.opened(export)
            let items = try await world.items(export)
            let byteCount = items.reduce(0) { $0 + $1.utf8.count }
            #expect(opened.files.count == (byteCount + 16_383) / 16_384)
            #expect(opened.files.count > 4 && opened.warnings == [])
            #expect(opened.files.allSatisfy { $0.itemCount > 20 })
            #expect(opened.summary.itemCount == 500 && export.itemCount == 500)
            #expect(items.count == 500)
            #expect(try await items == world.scan())
        }
    }

    @Test func `manifests, names and sums are as AWS leaves them`() async throws {
        try await LocalServer.with(ExportWorld.settings) { server in
            let world = try await ExportWorld(server)
            try await world.put("a", 1, "x")
            server.advanceClock(by: .milliseconds(90_608))
            let export = try await world.export { $0.s3Prefix = "exports/orders" }
            let id = try #require(export.exportARN.split(separator: "/").last.map(String.init))
            #expect(id.wholeMatch(of: /01767225690608-[0-9a-f]{8}/) != nil)
            let folder = "exports/orders/AWSDynamoDB/\(id)/"
            #expect(export.exportManifest == folder + "manifest-summary.json")
            let line = try #require(try await world.manifest(export).first)
            let key = try #require(line["dataFileS3Key"]?.string)
            #expect(
                key.dropFirst(folder.count).wholeMatch(of: /data\/[a-z2-7]{26}\.json\.gz/) != nil)
            let listed = try await world.s3.client.listObjectsV2(.init(bucket: ExportWorld.bucket))
            #expect(
                Set(listed.entries.map(\.key))
                    == [
                        folder + "_started", folder + "manifest-files.json",
                        folder + "manifest-files.md5", folder + "manifest-summary.json",
                        folder + "manifest-summary.md5", key,
                    ])
            let data = try await world.object(key)
            let md5 = try Digest.md5(data.span.bytes)
            let etag = Hex.encode(try Digest.md5(md5.span.bytes)) + "-1"
            #expect(listed.entries.first { $0.key == key }?.etag == "\"\(etag)\"")
            let files = try await world.object(folder + "manifest-files.json")
            #expect(
                String(decoding: files, as: UTF8.self)
                    == #"{"itemCount":1,"md5Checksum":"\#(Base64.encode(md5.span.bytes))","#
                    + #""etag":"\#(etag)","dataFileS3Key":"\#(key)"}"# + "\n")
            let tableID = try #require(export.tableID)
            let summary = try await world.object(folder + "manifest-summary.json")
            #expect(
                String(decoding: summary, as: UTF8.self)
                    == #"{"version":"2020-06-30","exportArn":"\#(ExportWorld.tableARN)/export/"#
                    + #"\#(id)","startTime":"2026-01-01T00:01:30.608Z","#
                    + #""endTime":"2026-01-01T00:01:30.608Z","#
                    + #""tableArn":"\#(ExportWorld.tableARN)","tableId":"\#(tableID)","#
                    + #""exportTime":"2026-01-01T00:01:30.608Z","s3Bucket":"exports","#
                    + #""s3Prefix":"exports/orders","s3SseAlgorithm":"AES256","#
                    + #""s3SseKmsKeyId":null,"manifestFilesS3Key":"\#(folder)manifest-files.json","#
                    + #""billedSizeBytes":9,"itemCount":1,"outputFormat":"DYNAMODB_JSON"}"#)
            for (name, bytes) in [("files", files), ("summary", summary)] {
                let sum = try await world.object(folder + "manifest-\(name).md5")
                let digest = try Digest.md5(bytes.span.bytes)
                #expect(String(decoding: sum, as: UTF8.self) == Base64.encode(digest.span.bytes))
            }
            #expect(try await world.object(folder + "_started").isEmpty)
        }
    }

    @Test func `the names of fields are those of a real export, and so is an empty file`()
        async throws
    {
        guard let path = SharedVectors.path("dynamodb-export") else { return }
        let real = path + "/scylla-migrator/AWSDynamoDB/01715685260608-c488b4e1"
        let emptyFile =
            path + "/authored/bucket/exports/orders/AWSDynamoDB/data/3e4hdf44ekqhujxres4lybp43u"
        try await LocalServer.with(ExportWorld.settings) { server in
            let world = try await ExportWorld(server)
            let export = try await world.export()
            let summary = try await world.object(try #require(export.exportManifest))
            let names = { (text: String) throws in
                try JSONValue.parse(text).object?.members.map(\.name) ?? []
            }
            #expect(
                try names(String(decoding: summary, as: UTF8.self))
                    == names(
                        String(contentsOfFile: real + "/manifest-summary.json", encoding: .utf8)))
            let line = try #require(try await world.manifest(export).first)
            #expect(
                line.object?.members.map(\.name)
                    == (try names(
                        String(contentsOfFile: real + "/manifest-files.json", encoding: .utf8))))
            #expect(line["itemCount"]?.integer == 0)
            #expect(line["md5Checksum"]?.string == "FjvgqIxwymKf1RbbqtrZag==")
            #expect(line["etag"]?.string == "7deb4078f238dd87d6af0538152c04e9-1")
            let data = try await world.object(try #require(line["dataFileS3Key"]?.string))
            #expect(
                data == Array(try Data(contentsOf: URL(fileURLWithPath: emptyFile + ".json.gz"))))
        }
    }

    @Test func `every moment since recovery was switched on can be shown`() async throws {
        let seed = UInt64(20_261_121)
        let random = SeededRandom(seed: seed)
        try await LocalServer.with(ExportWorld.settings) { server in
            let world = try await ExportWorld(server, recovers: false)
            try await world.put("before", 0, "there already")
            try await world.recover(true)
            var states: [(moment: Instant, items: [String])] = []
            for step in 0..<40 {
                for _ in 0..<random.number(below: 6) {
                    let key = random.number(below: 12)
                    if random.number(below: 3) == 0 {
                        try await world.delete("k\(key % 3)", key)
                    } else {
                        try await world.put("k\(key % 3)", key, "\(step)")
                    }
                }
                states.append((server.clock.now, try await world.scan()))
                server.advanceClock(by: .seconds(1 + random.number(below: 5000)))
            }
            for (moment, items) in states {
                let export = try await world.export { $0.exportTime = moment }
                #expect(try await world.items(export) == items, "seed \(seed), \(moment.iso8601)")
                #expect(export.exportTime == moment)
            }
            // A moment between two changes shows what was before it.
            let between = states[20].moment.advanced(byMicroseconds: 500_000)
            let export = try await world.export { $0.exportTime = between }
            #expect(try await world.items(export) == states[20].items)
        }
    }

    @Test func `writes while an export is written do not show in it`() async throws {
        var settings = ExportWorld.settings
        settings.exports.duration = .seconds(60)
        try await LocalServer.with(settings) { server in
            let world = try await ExportWorld(server)
            try await world.put("a", 1, "before")
            let begun = try await world.dynamo.exportTableToPointInTime(world.request())
            // The clock stands still, so only their order tells these from what came before.
            try await world.put("a", 1, "after")
            try await world.put("b", 2, "after")
            let arn = begun.exportDescription.exportARN
            #expect(begun.exportDescription.exportStatus == .inProgress)
            #expect(try await world.describe(arn).exportStatus == .inProgress)
            server.advanceClock(by: .milliseconds(59_999))
            #expect(try await world.describe(arn).exportStatus == .inProgress)
            server.advanceClock(by: .milliseconds(1))
            let export = try await world.ended(arn)
            #expect(export.exportStatus == .completed && export.itemCount == 1)
            #expect(export.endTime == ExportWorld.start.advanced(byMicroseconds: 60_000_000))
            #expect(
                try await world.items(export)
                    == [#"{"pk":{"S":"a"},"sk":{"N":"1"},"v":{"S":"before"}}"#])
        }
    }
}
