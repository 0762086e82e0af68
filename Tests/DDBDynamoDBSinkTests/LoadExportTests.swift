import DDBAttributes
import DDBDynamoDB
import DDBJSON
import DDBLocal
import DDBTestSupport
import Foundation
import Testing

/// Full and incremental exports, written into tables and into stored ones.
@Suite(.enabled(if: SharedVectors.root != nil, "../shared/vectors is absent"))
struct LoadExportTests {
    private static let ddbkit = Program("ddbkit")
    private static let orders = "dynamodb-export/authored/bucket/exports/orders/AWSDynamoDB"
    private static let full = "01767225600000-0a1b2c3d"
    private static let bothImages = "01767226500000-1b2c3d4e"
    private static let newImages = "01767226500000-2c3d4e5f"
    private static let ionFull = "01767225600000-3d4e5f60"
    private static let ion = "01767226500000-4e5f6071"
    private static let plainIon = "01767226500000-5f607182"

    private static func load(
        _ table: WrittenTable, _ export: String, _ more: [String] = []
    ) async throws -> Program.Outcome {
        let path = try #require(SharedVectors.path("\(orders)/\(export)"))
        return try await ddbkit.running(
            ["load", WrittenTable.name, "--endpoint", table.server.endpoint, "--from", path] + more,
            environment: LoadCommandTests.environment)
    }

    /// The items of an array of DynamoDB JSON, which a script wrote.
    private static func expected(_ name: String) throws -> Set<Item> {
        let path = try #require(SharedVectors.path("dynamodb-export/authored/" + name))
        let array = try JSONValue.parse(String(contentsOfFile: path, encoding: .utf8)).array
        var items: Set<Item> = []
        for value in array ?? [] {
            var builder = ItemBatchBuilder()
            let bytes = value.bytes
            let image = try unsafe builder.image(wire: bytes.span.bytes)
            items.insert(builder.finish().item(at: image))
        }
        return items
    }

    private static func with(
        _ body: @escaping @Sendable (WrittenTable) async throws -> Void
    ) async throws {
        try await LocalServer.with { server in
            let table = try await WrittenTable(server)
            try await table.create([("pk", .string), ("sk", .number)])
            try await body(table)
        }
    }

    @Test(arguments: [
        (full, bothImages, "1b2c3d4e/manifest-summary.json"), (full, newImages, "2c3d4e5f/"),
        (ionFull, ion, "4e5f6071/"), (full, plainIon, "5f607182"),
    ])
    func `an incremental export is written onto the full one before it`(
        full: String, incremental: String, suffix: String
    ) async throws {
        try await Self.with { table in
            let first = try await Self.load(table, full)
            #expect(first.status == 0, "\(first.errors)")
            #expect(try await Set(table.items()) == Self.expected("expected-after-full.json"))
            // Twice: what has been applied may be applied again.
            for path in [incremental, "01767226500000-" + suffix] {
                let second = try await Self.load(table, path, ["--json"])
                #expect(second.status == 0, "\(second.errors)")
                #expect(second.output.contains(#""records":4"#), "\(second.output)")
                #expect(
                    try await Set(table.items())
                        == Self.expected("expected-after-incremental.json"))
            }
        }
    }

    @Test func `deletes of an incremental export are no items to put`() async throws {
        try await Self.with { table in
            let rehearsal = try await Self.load(table, Self.bothImages, ["--dry-run"])
            #expect(rehearsal.output.contains("3 items to put, 1 to delete"), "\(rehearsal.output)")
            let put = try await Self.load(table, Self.bothImages, ["--mode", "put"])
            #expect(put.status == 65 && put.errors.contains("rejected"), "\(put.errors)")
            let all = try await Self.load(table, Self.bothImages, ["--mode", "delete"])
            #expect(all.status == 0, "\(all.errors)")
            #expect(try await table.items().isEmpty)
        }
    }

    @Test func `where only incremental exports lie one has to be named`() async throws {
        try await Self.with { table in
            let folder = table.scratch.path + "/AWSDynamoDB"
            let source = try #require(SharedVectors.path(Self.orders))
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            for name in ["data", Self.bothImages, Self.newImages] {
                try FileManager.default.copyItem(
                    atPath: "\(source)/\(name)", toPath: "\(folder)/\(name)")
            }
            let arguments = [
                "load", WrittenTable.name, "--endpoint", table.server.endpoint, "--from", folder,
            ]
            let several = try await Self.ddbkit.running(
                arguments, environment: LoadCommandTests.environment)
            #expect(several.status != 0)
            #expect(several.errors.contains(Self.newImages), "\(several.errors)")
            try FileManager.default.removeItem(atPath: "\(folder)/\(Self.newImages)")
            let one = try await Self.ddbkit.running(
                arguments, environment: LoadCommandTests.environment)
            #expect(one.status == 0, "\(one.errors)")
            let imported = try await Self.ddbkit.running([
                "import", folder, "--store", table.scratch.path + "/store",
            ])
            #expect(imported.status == 65 || imported.status == 64, "\(imported.status)")
            #expect(imported.errors.contains("not the whole table"), "\(imported.errors)")
        }
    }

    @Test func `an incremental export is applied to a stored table`() async throws {
        let folder = try ScratchFolder()
        let full = try #require(SharedVectors.path("\(Self.orders)/\(Self.full)"))
        let store = folder.path + "/store"
        let imported = try await Self.ddbkit.running(["import", full, "--store", store])
        #expect(imported.status == 0, "\(imported.errors)")
        let incremental = try #require(SharedVectors.path("\(Self.orders)/\(Self.bothImages)"))
        try folder.write(
            "changes.yaml",
            Array(
                """
                source: {export: {path: \(incremental), export-type: INCREMENTAL_EXPORT}}
                sink: {store: {path: \(store), table: orders, key: [pk, sk], mode: changes}}
                """.utf8))
        for _ in 0..<2 {
            let run = try await Self.ddbkit.running(["run", folder.path + "/changes.yaml"])
            #expect(run.status == 0, "\(run.errors)")
            let text = try await Self.ddbkit.running([
                "store", "export", "orders", "--store", store, "--format", "ddb-json",
            ]).output
            var lines = LineDecoder(shape: .item)
            let bytes = Array(text.utf8)
            #expect(unsafe lines.append(bytes.span.bytes) == bytes.count)
            let batch = try #require(try lines.nextBatch(isLast: true))
            let items = Set(batch.records.map { batch.item(at: $0.newImage) })
            #expect(try items == Self.expected("expected-after-incremental.json"))
        }
    }
}
