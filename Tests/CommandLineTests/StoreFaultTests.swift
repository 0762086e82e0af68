import DDBTestSupport
import Foundation
import Testing

/// Stores in which not every table can be opened.
@Suite struct StoreFaultTests {
    private static let ddbkit = Program("ddbkit")

    /// The log of a table that other software made.
    private static let foreignLog = #"""
        {"protocol":{"minReaderVersion":1,"minWriterVersion":2}}
        {"metaData":{"id":"5fba94ed-9794-4965-ba6e-6ee3c0d22af9","format":{"provider":"parquet","options":{}},"schemaString":"{\"type\":\"struct\",\"fields\":[{\"name\":\"id\",\"type\":\"long\",\"nullable\":true,\"metadata\":{}}]}","partitionColumns":[],"configuration":{},"createdTime":0}}

        """#

    private static func log(_ table: String) -> String {
        "\(table)/_delta_log/00000000000000000000.json"
    }

    private static func makeStore() throws -> ScratchFolder {
        let store = try ScratchFolder()
        let export = try MadeExport.plain(fileCount: 1, itemCount: 3)
        let loaded = try ddbkit.run(["import", export.path, "--store", store.path])
        #expect(loaded.status == 0, "\(loaded.errors)")
        try store.write(log("torn"), Array(#"{"metaData":{"id":"#.utf8))
        try store.write(log("foreign"), Array(foreignLog.utf8))
        return store
    }

    @Test func `a table that cannot be opened keeps no other out of the list`() throws {
        let store = try Self.makeStore()
        let list = ["store", "ls", "--store", store.path]
        let text = try Self.ddbkit.run(list)
        #expect(text.status == 0, "\(text.errors)")
        #expect(text.output.contains(#/made +3 /#))
        #expect(text.output.contains(#/torn +\? .*000\.json/#))
        #expect(text.output.contains(#/foreign +\? .*not made by ddbkit/#))
        let json = try Self.ddbkit.run(list + ["--json"])
        #expect(json.output.contains(#"{"name":"torn","fault":""#))
        #expect(json.output.contains(#"{"name":"made","version":0"#))
        try FileManager.default.removeItem(atPath: store.path + "/made")
        #expect(try Self.ddbkit.run(list).status == 65)
    }

    @Test func `a foreign table is no fault, and a torn log is one`() throws {
        let store = try Self.makeStore()
        let verify = ["store", "verify", "--store", store.path]
        let all = try Self.ddbkit.run(verify)
        #expect(all.status == 65)
        #expect(all.output.contains("foreign: not made by ddbkit, so not verified\n"))
        #expect(all.output.contains(#/made: 3 rows in 1 parts, .*all well\n/#))
        #expect(all.errors.hasPrefix("torn: "))
        try FileManager.default.removeItem(atPath: store.path + "/torn")
        #expect(try Self.ddbkit.run(verify).status == 0)
    }

    @Test(
        .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "no /dev/full here"),
        arguments: [
            ["store", "ls", "--json"], ["store", "ls"], ["plugins"], ["plugins", "--json"],
            ["--help"], ["store", "describe", "made"], ["store", "verify", "made"],
        ])
    func `output that is lost is told`(arguments: [String]) throws {
        let store = try Self.makeStore()
        let options = arguments.count > 1 && arguments[0] == "store" ? ["--store", store.path] : []
        let outcome = try Self.ddbkit.run(
            arguments + options, launcher: ["/bin/sh", "-c", "exec \"$@\" >/dev/full", "sh"])
        #expect(outcome.status == 74, "\(outcome.errors)")
        #expect(outcome.errors.contains("standard output cannot be written"))
    }
}
