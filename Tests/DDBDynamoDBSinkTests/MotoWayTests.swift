import DDBAttributes
import DDBTestSupport
import Foundation
import Testing

/// Every way of writing, into moto with signatures on, as boto3 finds it afterwards.
@Suite(.enabled(if: MotoServer.isInstalled, "run Tools/setup"))
struct MotoWayTests {
    private static let ddbkit = Program("ddbkit")

    /// The environment of a program that writes into moto.
    static func environment(_ moto: MotoServer) -> [String: String] {
        var environment = LoadCommandTests.environment
        environment["AWS_ACCESS_KEY_ID"] = moto.administrator.accessKeyID
        environment["AWS_SECRET_ACCESS_KEY"] = moto.administrator.secretAccessKey
        environment["AWS_REGION"] = moto.region
        return environment
    }

    /// A table that loads write one after another.
    private struct Table {
        let name: String
        let moto: MotoServer
        let folder: ScratchFolder

        init(_ name: String) throws {
            self.name = "way-" + name
            moto = try #require(try MotoServer.shared())
            folder = try ScratchFolder("moto")
        }

        func load(_ lines: [String], _ arguments: [String]) async throws {
            try folder.write("in.jsonl", Array((lines.joined(separator: "\n") + "\n").utf8))
            let outcome = try await MotoWayTests.ddbkit.running(
                [
                    "load", name, "--from", folder.path + "/in.jsonl", "--endpoint",
                    moto.endpointText, "--flush-timeout", "50", "--create", "--key", "id",
                ] + arguments, environment: MotoWayTests.environment(moto))
            #expect(outcome.status == 0, "\(outcome.errors)")
        }

        /// The items by their id, as boto3 scans them.
        func items() async throws -> [String: Item] {
            let text = try await Program.aside {
                try TestPython.run(
                    "circle.py",
                    arguments: [
                        "dump", "0", moto.endpointText, moto.region, moto.administrator.accessKeyID,
                        moto.administrator.secretAccessKey, name,
                    ], interpreter: try #require(TestPython.path))
            }
            var items: [String: Item] = [:]
            for line in text.split(separator: "\n") {
                let item = try MotoWayTests.item(String(line))
                guard case .string(let id)? = item["id"] else { continue }
                items[id] = item
            }
            return items
        }
    }

    private static func item(_ wire: String) throws -> Item {
        let bytes = Array(wire.utf8)
        return try Item(wire: bytes.span.bytes)
    }

    private static func line(_ id: Int, _ more: String) -> String {
        #"{"id":"k\#(id)",\#(more)}"#
    }

    @Test func `puts of sets and binaries by the map, and deletes by key`() async throws {
        let table = try Table("map")
        let lines = (0..<200).map {
            Self.line($0, #""tags":["a","t\#($0)"],"raw":"AAEC","n":"\#($0).50","gone":1"#)
        }
        let map = ["--map", "id,tags:SS,bytes=raw:B,n:N,source='test',-gone"]
        try await table.load(lines, map)
        try await table.load(
            lines.prefix(50).map { $0.replacingOccurrences(of: "t1", with: "t2") },
            map + ["--mode", "delete"])
        let items = try await table.items()
        #expect(items.count == 150)
        let expected = try Self.item(
            #"{"id":{"S":"k77"},"tags":{"SS":["a","t77"]},"bytes":{"B":"AAEC"},"n":{"N":"77.5"},"#
                + #""source":{"S":"test"}}"#)
        #expect(items["k77"] == expected)
    }

    @Test func `what is newer stays`() async throws {
        let table = try Table("newer")
        let options = ["--newer-wins", "v"]
        try await table.load((0..<60).map { Self.line($0, #""v":\#($0 % 2 * 10)"#) }, options)
        try await table.load((0..<60).map { Self.line($0, #""v":5,"second":true"#) }, options)
        for (id, item) in try await table.items() {
            let isOdd = Int(id.dropFirst()).map { $0 % 2 == 1 } ?? false
            #expect(item["second"] == (isOdd ? nil : .bool(true)), "\(id)")
        }
    }

    @Test func `standard updates reduce on what is there`() async throws {
        let table = try Table("reduce")
        let options = ["--reduce", "n=sum,l=append,deep.high=max"]
        for round in 1...3 {
            let lines = (0..<250).map {
                Self.line(
                    $0,
                    #""n":\#(round),"l":[\#(round)],"deep":{"high":\#(round * 7 % 5)},"r":\#(round)"#
                )
            }
            try await table.load(lines, options)
        }
        let items = try await table.items()
        #expect(items.count == 250)
        for (id, item) in items {
            let expected = try Self.item(
                #"{"id":{"S":"\#(id)"},"n":{"N":"6"},"l":{"L":[{"N":"1"},{"N":"2"},{"N":"3"}]},"#
                    + #""deep":{"M":{"high":{"N":"4"}}},"r":{"N":"3"}}"#)
            #expect(item == expected)
        }
    }

    @Test func `documents stand beside their key and fields`() async throws {
        let table = try Table("document")
        let options = [
            "--root-document", "flow_document", "--fields", "s,city=a.city", "--updates",
            "standard",
        ]
        try await table.load((0..<30).map { Self.line($0, #""a":{"city":"x\#($0)"}"#) }, options)
        try await table.load((0..<30).map { Self.line($0, #""s":"y""#) }, options)
        let expected = try Self.item(
            #"{"id":{"S":"k3"},"s":{"S":"y"},"city":{"S":"x3"},"flow_document":{"M":{"#
                + #""id":{"S":"k3"},"a":{"M":{"city":{"S":"x3"}}},"s":{"S":"y"}}}}"#)
        #expect(try await table.items()["k3"] == expected)
    }
}
