import DDBBase
import DDBCompression
import DDBDynamoDB
import DDBExport
import DDBJSON
import DDBLocal
import DDBTestSupport
import Foundation
import Testing

/// Exports in Ion, compared with the look-alikes of AWS's among the vectors.
@Suite(.enabled(if: SharedVectors.root != nil, "../shared/vectors is absent"))
struct IonExportTests {
    private static let folder = "dynamodb-export/authored/bucket/exports/orders/AWSDynamoDB/"

    /// The lines of vector files.
    private static func lines(_ names: String...) throws -> [String] {
        try names.flatMap { name in
            let path = try #require(SharedVectors.path(folder + name))
            let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
            let plain = try GzipDecoder.decode(bytes.span.bytes, limit: 1 << 20)
            return String(decoding: plain, as: UTF8.self).split(separator: "\n").map(String.init)
        }
    }

    /// The one number that AWS's writer for Ion spells otherwise than the vectors' author did.
    private static func respelled(_ line: String) -> String {
        line.replacing("-0.0000000000000000000000000000000000000012345", with: "-12345d-43")
    }

    private static func items() throws -> [String] {
        let id = "01767225600000-0a1b2c3d/data/"
        let lines = try lines(
            id + "nui6psmq4s7koffzr4rih7jfeq.json.gz", id + "re5pkjsj4dfta55tjftkx2zrwi.json.gz")
        return lines.map { String($0.dropFirst(#"{"Item":"#.count).dropLast()) }
    }

    @Test func `a full export has the very lines of the vectors`() async throws {
        let id = "01767225600000-3d4e5f60/data/"
        let theirs = try Self.lines(
            id + "k5i6qxwssyvdbxawhciw7xvtla.ion.gz", id + "s4vsclblvjfdg7bbt6kuzddyae.ion.gz")
        try await LocalServer.with(ExportWorld.settings) { server in
            let world = try await ExportWorld(server)
            try await world.caller.putAll(Self.items())
            let export = try await world.export { $0.exportFormat = .ion }
            let lines = try await world.lines(export)
            #expect(lines.sorted() == theirs.map(Self.respelled).sorted())
            let key = try await world.manifest(export).first?["dataFileS3Key"]?.string
            #expect(key?.hasSuffix(".ion.gz") == true)
            #expect(try await world.opened(export).summary.format == .ion)
        }
    }

    @Test func `an incremental export has the lines of the vectors, but for their times`()
        async throws
    {
        let theirs = try Self.lines("data/73p2d5476cjpyq7skq5wanibeu.ion.gz")
        try await LocalServer.with(ExportWorld.settings) { server in
            let world = try await ExportWorld(server)
            try await world.caller.putAll(Self.items())
            server.advanceClock(by: .seconds(60))
            for item in [
                #"{"pk":{"S":"c"},"sk":{"N":"1"},"v":{"N":"2"},"extra":{"S":"added"}}"#,
                #"{"pk":{"S":"d"},"sk":{"N":"1"},"v":{"N":"0"}}"#,
                #"{"pk":{"S":"b"},"sk":{"N":"-7.5"}}"#,
            ] { try await world.caller.put(item) }
            try await world.delete("a", 1)
            server.advanceClock(by: .seconds(900))
            let export = try await world.incremental(
                from: ExportWorld.start.advanced(byMicroseconds: 60_000_000),
                to: server.clock.now, format: .ion)
            let time = /WriteTimestampMicros:[0-9.d]+/
            let lines = try await world.lines(export)
            #expect(lines.allSatisfy { $0.contains("WriteTimestampMicros:176722566d7}") })
            #expect(
                lines.map { $0.replacing(time, with: "T") }.sorted()
                    == theirs.map { $0.replacing(time, with: "T") }.sorted())
        }
    }

    @Test(arguments: [
        ("0", "0."), ("103", "103."), ("600", "6d2"), ("2000", "2d3"), ("-7.5", "-7.5"),
        ("0.5", "0.5"), ("0.000001", "0.000001"), ("0.0000001", "1d-7"), ("-120", "-12d1"),
        ("0.00000123", "0.00000123"), ("1e125", "1d125"), ("1e-130", "1d-130"),
        ("12345678901234567890123456789012345678", "12345678901234567890123456789012345678."),
    ])
    func `numbers are spelled as AWS's writer for Ion does`(
        number: String, expected: String
    ) async throws {
        try await LocalServer.with(ExportWorld.settings) { server in
            let world = try await ExportWorld(server)
            try await world.caller.put(
                #"{"pk":{"S":"a"},"sk":{"N":"1"},"v":{"N":"\#(number)"}}"#)
            let export = try await world.export { $0.exportFormat = .ion }
            #expect(
                try await world.lines(export) == [
                    #"$ion_1_0 {Item:{pk:"a",sk:1.,v:\#(expected)}}"#
                ])
        }
    }

    @Test func `names and texts are quoted where they have to be`() async throws {
        try await LocalServer.with(ExportWorld.settings) { server in
            let world = try await ExportWorld(server)
            try await world.caller.put(
                #"{"pk":{"S":"a"},"sk":{"N":"1"},"null":{"NULL":true},"$7":{"S":"\u0001\u0007"},"#
                    + #""$a":{"S":"'"},"it's \"x\"":{"S":"'\"é\t\u0085"},"7a":{"S":""},"#
                    + #""a b":{"B":""},"nan":{"S":"\u0000\u000b"},"é":{"L":[]},"#
                    + #""true":{"BOOL":false}}"#)
            let export = try await world.export { $0.exportFormat = .ion }
            #expect(
                try await world.lines(export) == [
                    #"$ion_1_0 {Item:{pk:"a",sk:1.,'null':null,'$7':"\x01\a","#
                        + #"$a:"'",'it\'s "x"':"'\"é\t\x85",'7a':"",'a b':{{}},"#
                        + #"'nan':"\0\v",'é':[],'true':false}}"#
                ])
        }
    }
}
