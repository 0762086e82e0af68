import DDBLocal
import DDBTestSupport
import Foundation
import Testing

/// Files of other people's into a table, and out of it again to other people's readers.
@Suite struct CircleTests {
    private static let ddbkit = Program("ddbkit")
    private static let isSoak = ProcessInfo.processInfo.environment["DDBKIT_SOAK"] != nil
    /// A million items in a soak.
    private static let count = isSoak ? 1_000_000 : 20_000
    private static let motoCount = 3000

    private static func python(_ arguments: [String]) async throws -> String {
        try await Program.aside {
            try TestPython.run(
                "circle.py", arguments: arguments,
                interpreter: try #require(TestPython.path, "run Tools/setup"))
        }
    }

    @Test(.enabled(if: TestPython.path != nil, "run Tools/setup"))
    func `a file of pyarrow goes into a table, is scanned into a store, and read by deltalake`()
        async throws
    {
        let folder = try ScratchFolder("circle")
        _ = try await Self.python(["make", "\(Self.count)", folder.path])
        try await LocalServer.with { server in
            let load = try await Self.ddbkit.running(
                [
                    "load", "items", "--from", folder.path + "/items.parquet", "--create", "--key",
                    "id", "--endpoint", server.endpoint, "--write-capacity", "1000000",
                    "--flush-timeout", "100",
                ], environment: LoadCommandTests.environment)
            #expect(load.status == 0, "\(load.errors)")
            let pipeline = """
                source:
                  dynamodb-scan:
                    table: items
                    endpoint: \(server.endpoint)
                    segments: 10
                    read-capacity: 1000000
                sink:
                  store: {path: \(folder.path)/store, table: items, key: id}
                """
            try folder.write("scan.yaml", Array(pipeline.utf8))
            let scan = try await Self.ddbkit.running(
                ["run", folder.path + "/scan.yaml"], environment: LoadCommandTests.environment)
            #expect(scan.status == 0, "\(scan.errors)")
        }
        let found = try await Self.python(
            ["store", "\(Self.count)", folder.path + "/store/items"])
        #expect(found == "\(Self.count) items are equal\n")
    }

    @Test(
        .enabled(if: MotoServer.isInstalled, "run Tools/setup"),
        arguments: [
            "items.parquet", "items.csv", "plain.jsonl", "ddb.jsonl", "export", "store:items",
        ])
    func `every format is loaded into moto, signed, and boto3 finds it`(file: String) async throws {
        let moto = try #require(try MotoServer.shared())
        let folder = try ScratchFolder("circle")
        _ = try await Self.python(["make", "\(Self.motoCount)", folder.path])
        if file.hasPrefix("store") {
            let made = try await Self.ddbkit.running([
                "import", folder.path + "/export", "--store", folder.path + "/store", "--as",
                "items", "--key", "id",
            ])
            #expect(made.status == 0, "\(made.errors)")
        }
        let table = "circle-" + file.filter(\.isLetter)
        let keys = moto.administrator
        let load = try await Self.ddbkit.running(
            [
                "load", table, "--from", "\(folder.path)/\(file)", "--create", "--key", "id",
                "--endpoint", moto.endpointText, "--flush-timeout", "100", "--max-inflight", "8",
            ], environment: MotoWayTests.environment(moto))
        #expect(load.status == 0, "\(load.errors)")
        let found = try await Self.python([
            "scan", "\(Self.motoCount)", moto.endpointText, moto.region, keys.accessKeyID,
            keys.secretAccessKey, table,
        ])
        #expect(found == "\(Self.motoCount) items are equal\n")
    }
}
