import DDBBase
import DDBDeltaLog
import DDBSchema
import DDBStorage
import DDBStore
import DDBTestKit
import DDBTestSupport
import Foundation
import Testing

/// Tables on a disk: what a verification proves of them, and what a repair brings back.
@Suite struct RepairTests {
    /// A table of 2000 items with masked rows, a checkpoint and an index.
    private struct Fixture {
        let folder: ScratchFolder
        let store: TableStore

        init() async throws {
            folder = try ScratchFolder()
            store = TableStore(
                LocalBlobStore(root: folder.path, pool: ThreadPool(threadCount: 2)),
                random: SeededRandom(seed: 5))
            let writer = try await open()
            try await WriterFixture.commit([(0..<2000).map { .put("k\($0)") }], to: writer)
            for round in 1..<30 {
                let changes = (0..<40).map { item in
                    TestChange.put(
                        "k\((round * 67 + item * 31) % 2000)", "\"n\":{\"N\":\"\(round)\"}")
                }
                try await WriterFixture.commit([changes], to: writer)
            }
            let status = try await writer.close()
            #expect(status.failures.isEmpty, "\(status.failures)")
            #expect(status.checkpointCount == 1)
        }

        func open() async throws -> TableWriter {
            var options = WriterOptions()
            options.keys = ["pk"]
            options.maintenance.compacts = false
            return try await store.writer("t", options: options)
        }

        func path(_ name: String) -> String { "\(folder.path)/t/\(name)" }

        func files(_ suffix: String) throws -> [String] {
            try FileManager.default.subpathsOfDirectory(atPath: path("")).filter {
                $0.hasSuffix(suffix)
            }.sorted()
        }

        func damage(_ name: String, at place: Int) throws {
            var bytes = try Data(contentsOf: URL(fileURLWithPath: path(name)))
            bytes[place < 0 ? bytes.count + place : place] ^= 0x10
            try bytes.write(to: URL(fileURLWithPath: path(name)))
        }
    }

    @Test func `a sound table is proven, index and keys included`() async throws {
        let fixture = try await Fixture()
        let result = try await fixture.store.verify("t")
        #expect(result.faults == [] && result.notes == [])
        #expect(result.rowCount == 2000 && result.keyCount == 2000)
        #expect(result.maskedRowCount > 0 && result.maskedPartCount > 0)
        #expect(result.commitCount == 30 && result.checkpointCount == 1)
        #expect(result.index == .equal)
        let repair = try await fixture.store.repair("t")
        #expect(repair.done == [] && repair.after.faults == [])
    }

    @Test func `beside a writer all but the index is proven, and that is said`() async throws {
        let fixture = try await Fixture()
        let writer = try await fixture.open()
        let result = try await fixture.store.verify("t")
        #expect(result.faults == [] && result.keyCount == 2000)
        guard case .notProven(let reason) = result.index else {
            Issue.record("\(result.index)")
            return
        }
        #expect(reason.contains("locked by this process"))
        await #expect(throws: StorageError.self) { try await fixture.store.repair("t") }
        await #expect(throws: StorageError.self) { try await fixture.store.vacuum("t") }
        try await writer.close()
        #expect(try await fixture.store.verify("t").index == .equal)
    }

    @Test(arguments: ["manifest", "base", "none"])
    func `an index that is damaged is made anew, and one that is gone is the next writer's`(
        what: String
    ) async throws {
        let fixture = try await Fixture()
        if what == "base" {
            // One that holds the rows, which else are in the journal still.
            try FileManager.default.removeItem(atPath: fixture.path("_ddbkit/keys/manifest"))
            try await fixture.open().close()
        }
        let names = try fixture.files("").filter { $0.hasPrefix("_ddbkit/keys/") }
        let target = try #require(names.first { $0.contains(what == "none" ? "manifest" : what) })
        if what == "none" {
            try FileManager.default.removeItem(atPath: fixture.path(target))
        } else {
            try fixture.damage(target, at: 40)
        }
        let before = try await fixture.store.verify("t")
        #expect(before.index == (what == "none" ? .absent : .damaged))
        #expect(before.faults.count == (what == "none" ? 0 : 1), "\(before.faults)")
        let repair = try await fixture.store.repair("t")
        #expect(repair.after.faults == [])
        if what == "none" {
            #expect(repair.done == [] && repair.after.index == .absent)
            try await fixture.open().close()
        } else {
            #expect(repair.done == ["The key index was made anew."])
        }
        #expect(try await fixture.store.verify("t").index == .equal)
    }

    @Test func `an index that says other than the table is found`() async throws {
        let fixture = try await Fixture()
        let keys = fixture.path("_ddbkit/keys")
        try FileManager.default.copyItem(atPath: keys, toPath: fixture.path("_ddbkit/old"))
        let writer = try await fixture.open()
        try await WriterFixture.commit([[.put("new")]], to: writer)
        try await writer.close()
        try FileManager.default.removeItem(atPath: keys)
        try FileManager.default.moveItem(atPath: fixture.path("_ddbkit/old"), toPath: keys)
        #expect(try await fixture.store.verify("t").index == .older(version: 29))
        #expect(try await fixture.store.verify("t").faults == [])
        #expect(try await fixture.store.repair("t").done == [])
        try await fixture.open().close()
        let after = try await fixture.store.verify("t")
        #expect(after.index == .equal && after.keyCount == 2001)
    }

    @Test func `checkpoints and leftovers are repaired, and the rows stay`() async throws {
        let fixture = try await Fixture()
        let checkpoint = try #require(try fixture.files(".checkpoint.parquet").first)
        try fixture.damage(checkpoint, at: 100)
        let uuid = "0123abcd-0123-4123-8123-0123456789ab"
        try Data([1]).write(to: URL(fileURLWithPath: fixture.path("part-\(uuid).parquet")))
        #expect(try await fixture.store.verify("t").faults.count == 1)
        let repair = try await fixture.store.repair("t")
        #expect(repair.before.faults.count == 1)
        #expect(repair.done.count == 2, "\(repair.done)")
        #expect(repair.after.faults == [] && repair.after.rowCount == 2000)
        #expect(try fixture.files("part-\(uuid).parquet") == [])
    }

    @Test(arguments: [".parquet", ".bin"])
    func `a part or vector that is damaged or lost stays a fault`(suffix: String) async throws {
        let fixture = try await Fixture()
        let table = try await fixture.store.table("t")
        let live = Set(table.parts.map(\.name))
        for name in try fixture.files(suffix) where live.contains(name) || suffix == ".bin" {
            try fixture.damage(name, at: -5)
        }
        #expect(try !fixture.files(suffix).isEmpty)
        let repair = try await fixture.store.repair("t")
        #expect(!repair.after.faults.isEmpty)
        guard case .notProven = repair.after.index else {
            Issue.record("\(repair.after.index)")
            return
        }
        #expect(repair.after.faults.allSatisfy { $0.contains("part-") || $0.contains("keys") })
    }

    @Test func `two visible rows of one key are found, in one pass and in many`() async throws {
        let lines = (0..<500).map { "{\"pk\":{\"S\":\"\($0 % 497)\"}}" }
        var settings = PartSettings()
        settings.rowGroupRowsMax = 40
        settings.partBytesTarget = 1
        let fixture = StoreFixture()
        _ = try await fixture.load(lines, settings: settings, batchBytes: 200)
        let result = try await fixture.store.verify("t")
        #expect(result.faults.count == 1)
        #expect(result.faults.first?.contains("3 visible rows have the key of another") == true)
        for rows in [1, 7, 100, 499] {
            #expect(try await fixture.store.duplicateKeyCount(of: "t", passRowsMax: rows) == 3)
        }
    }
}
