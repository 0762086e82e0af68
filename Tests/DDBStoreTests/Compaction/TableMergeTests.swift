import DDBAttributes
import DDBBase
import DDBDeltaLog
import DDBSchema
import DDBStorage
import DDBStore
import DDBTestKit
import Testing

/// What a merge of parts makes of a table: the same items, in other parts.
@Suite struct TableMergeTests {
    /// A row of a table, by its part.
    struct Row: Hashable {
        var part: String
        var row: Int
    }

    static func items(_ table: StoredTable) async throws -> [Row: Item] {
        var found: [Row: Item] = [:]
        for part in table.parts {
            var rows = try await table.items(of: part)
            var row = 0
            while let batch = try rows.nextBatch() {
                for record in batch.records {
                    found[Row(part: part.name, row: row)] = batch.item(at: record.newImage)
                    row += 1
                }
            }
        }
        return found
    }

    /// Puts a merge into the table's log.
    @discardableResult
    static func commit(_ merge: TableMerge, to blobs: any BlobStore) async throws -> StoredTable {
        let log = DeltaTable(store: blobs, path: "t")
        let actions: [LogAction] =
            merge.removed.map { .remove($0.removal(at: 1, dataChange: false)) }
            + merge.added.map { .add($0) }
        let commit = try TableCommit(
            actions, info: CommitInfo(timestamp: 1, operation: "OPTIMIZE", engine: "ddbkit"),
            random: SeededRandom(seed: 5))
        guard case .committed = try await log.commit(commit, onto: log.snapshot()) else {
            throw StorageFailure()
        }
        return try await TableStore(blobs).table("t")
    }

    struct StorageFailure: Error {}

    static func files(_ blobs: any BlobStore) async throws -> [AddFile] {
        try await DeltaTable(store: blobs, path: "t").snapshot().files
    }

    static func merge(
        _ table: StoredTable, _ files: [AddFile], masked: [RowSet], _ settings: MergeSettings,
        begun: TableMerge.Begun = TableMerge.Begun()
    ) async throws -> TableMerge {
        try await table.merge(
            files, masked: masked, settings: settings, begun: begun,
            random: SeededRandom(seed: 77), at: Instant(microseconds: 3_000_000))
    }

    static func smallParts(_ seed: Int) -> PartSettings {
        var settings = PartSettings()
        settings.rowGroupRowsMax = 40 + seed * 13
        settings.partBytesTarget = seed % 2 == 0 ? 1 : 40_000
        settings.replayBytesMax = 1 << 20
        return settings
    }

    @Test(arguments: 0..<8)
    func `the rows that stay are the same items, in the order of their keys`(
        seed: Int
    ) async throws {
        let fixture = StoreFixture(seed: UInt64(seed))
        let lines = ItemLines(seed: UInt64(seed), oddsOfMisfit: 20).lines(400)
        var table = try await fixture.load(
            lines, lanes: 1 + seed % 3, settings: Self.smallParts(seed))
        let before = try await Self.items(table)
        let files = try await Self.files(fixture.blobs)
        #expect(files.count > 1)
        let random = SeededRandom(seed: UInt64(seed))
        let share = [0, 10, 50, 95][seed % 4]
        let masked = table.parts.map { part in
            RowSet((0..<(part.rowCount ?? 0)).filter { _ in random.number(below: 100) < share })
        }
        var settings = MergeSettings()
        settings.parts = Self.smallParts(seed + 1)
        settings.windowBytesMax = [1, 2000, 1 << 20][seed % 3]
        let merge = try await Self.merge(table, files, masked: masked, settings)
        table = try await Self.commit(merge, to: fixture.blobs)
        #expect(try await table.verify().faults == [])
        let after = try await Self.items(table)

        var stayed: [Row: Item] = [:]
        for (file, gone) in zip(files, masked) {
            for (row, item) in before where row.part == file.path && !gone.contains(row.row) {
                stayed[row] = item
            }
        }
        #expect(merge.rows.count == stayed.count)
        var moved = 0
        merge.rows.forEach { source, row, place in
            let old = stayed[Row(part: merge.sources[source].name, row: row)]
            let new = after[Row(part: merge.targets[place.part].name, row: place.row)]
            moved += 1
            #expect(old != nil && old == new, "seed \(seed), row \(row) of \(source)")
            #expect(merge.rows.place(source: source, row: row) == place)
        }
        #expect(moved == stayed.count && after.count == stayed.count)
        for (source, gone) in masked.enumerated() {
            for row in gone.rows { #expect(merge.rows.place(source: source, row: row) == nil) }
        }
        try Self.expectSorted(merge, after)
    }

    static func expectSorted(_ merge: TableMerge, _ items: [Row: Item]) throws {
        var last: [UInt8] = []
        for target in merge.targets {
            for row in 0..<target.rowCount {
                let item = try #require(items[Row(part: target.name, row: row)])
                guard case .string(let key)? = item["pk"] else {
                    Issue.record("a row has no key")
                    return
                }
                #expect(last.lexicographicallyPrecedes(Array(key.utf8)))
                last = Array(key.utf8)
            }
        }
    }

    @Test func `what rows have in _rest is counted as when they were written`() async throws {
        for seed in 0..<6 {
            let fixture = StoreFixture(seed: UInt64(seed))
            let lines = ItemLines(seed: UInt64(seed), oddsOfMisfit: 60).lines(300)
            var table = try await fixture.load(lines, settings: Self.smallParts(seed))
            let before = try table.restCounts()
            #expect(!before.counts.isEmpty)
            let merge = try await Self.merge(
                table, try await Self.files(fixture.blobs),
                masked: table.parts.map { _ in RowSet() }, MergeSettings())
            table = try await Self.commit(merge, to: fixture.blobs)
            #expect(try table.restCounts().counts == before.counts, "seed \(seed)")
        }
    }

    @Test func `parts of which no row stays give none`() async throws {
        let fixture = StoreFixture()
        var table = try await fixture.load(ItemLines(seed: 1).lines(20))
        let merge = try await Self.merge(
            table, try await Self.files(fixture.blobs),
            masked: table.parts.map { RowSet(0..<($0.rowCount ?? 0)) }, MergeSettings())
        #expect(merge.added == [] && merge.rows.count == 0)
        table = try await Self.commit(merge, to: fixture.blobs)
        #expect(table.parts == [])
    }

    @Test func `parts of a table without keys keep their order`() async throws {
        let fixture = StoreFixture()
        let lines = ItemLines(seed: 3).lines(200)
        var table = try await fixture.load(lines, keys: [], settings: Self.smallParts(0))
        let before = try await fixture.items(of: table)
        let merge = try await Self.merge(
            table, try await Self.files(fixture.blobs),
            masked: table.parts.map { _ in RowSet() }, MergeSettings())
        table = try await Self.commit(merge, to: fixture.blobs)
        #expect(try await fixture.items(of: table) == before)
    }

    /// Takes the parts of one table into another, as if they had been written before its columns
    /// became what they are.
    static func adopt(_ lines: [String], _ fixture: StoreFixture) async throws -> StoredTable {
        let narrow = StoreFixture(seed: 99)
        _ = try await narrow.load(lines, settings: smallParts(0))
        let files = try await files(narrow.blobs)
        for file in files {
            let bytes = try await narrow.blobs.read("t/" + file.path)
            _ = try await fixture.blobs.put("t/" + file.path, bytes, condition: .always)
        }
        return try await commit(
            TableMerge(removed: [], added: files), to: fixture.blobs)
    }

    @Test func `columns that a part lacks are null, and its numbers become as wide as the table's`()
        async throws
    {
        let fixture = StoreFixture()
        let wide = [
            "{\"pk\":{\"S\":\"wide\"},\"n\":{\"N\":\"1000.25\"},\"d\":{\"N\":\"12345678901234567890.5\"},"
                + "\"t\":{\"N\":\"1E-60\"},\"u\":{\"N\":\"1E60\"},"
                + "\"m\":{\"M\":{\"a\":{\"N\":\"1\"},\"b\":{\"S\":\"x\"},"
                + "\"l\":{\"L\":[{\"N\":\"0.5\"}]},\"k\":{\"M\":{\"z\":{\"BOOL\":true}}}}},"
                + "\"l\":{\"L\":[{\"M\":{\"p\":{\"N\":\"1\"},\"q\":{\"S\":\"y\"},"
                + "\"r\":{\"NS\":[\"1\"]}}}]},\"new\":{\"L\":[{\"S\":\"z\"}]},"
                + "\"s\":{\"NS\":[\"1000.5\"]}}"
        ]
        let narrow = (0..<60).map { index in
            let number = index * 7 - 100
            return "{\"pk\":{\"S\":\"key-\(index)\"},\"n\":{\"N\":\"\(number)\"},"
                + "\"d\":{\"N\":\"\(index).5\"},\"t\":{\"N\":\"\(number)\"},"
                + "\"u\":{\"N\":\"\(number).25\"},"
                + (index % 3 == 0 ? "" : "\"m\":{\"M\":{\"a\":{\"N\":\"\(index)\"}}},")
                + (index % 4 == 0
                    ? ""
                    : "\"l\":{\"L\":["
                        + (0..<index % 4 - 1).map { "{\"M\":{\"p\":{\"N\":\"\($0)\"}}}" }
                        .joined(separator: ",") + "]},")
                + "\"s\":{\"NS\":[\"\(index)\",\"-\(index + 1)\"]}}"
        }
        _ = try await fixture.load(wide)
        var table = try await Self.adopt(narrow, fixture)
        let merge = try await Self.merge(
            table, try await Self.files(fixture.blobs),
            masked: table.parts.map { _ in RowSet() }, MergeSettings())
        table = try await Self.commit(merge, to: fixture.blobs)
        #expect(try await table.verify().faults == [])
        func byKey(_ items: [Item]) -> [String: Item] {
            Dictionary(items.map { ("\($0["pk"].map { "\($0)" } ?? "")", $0) }) { first, _ in first
            }
        }
        let found = byKey(try await fixture.items(of: table))
        let expected = byKey(try StoreFixture.items(wide + narrow))
        #expect(found.count == expected.count)
        for (key, item) in expected { #expect(found[key] == item, "\(key)") }
    }

    @Test func `a merge that fails names what it has begun, and one that is tried again succeeds`()
        async throws
    {
        let disk = MemoryBlobStore()
        let table = try await StoreFixture(blobs: disk).load(
            LoadFaultTests.lines, settings: Self.smallParts(0))
        let files = try await Self.files(disk)
        let names = Set(try await disk.listAll(prefix: "t/part-").map(\.path))
        for number in 1...2000 {
            let faulty = FaultyBlobStore(disk, failing: number, with: .refused(.failed))
            let begun = TableMerge.Begun()
            var settings = MergeSettings()
            settings.parts = Self.smallParts(0)
            do {
                let broken = try await TableStore(faulty).table("t")
                _ = try await Self.merge(
                    broken, files, masked: table.parts.map { _ in RowSet([1]) }, settings,
                    begun: begun)
            } catch {
                #expect("\(error)".contains("Injected"), "call \(number): \(error)")
                for name in begun.takeAll() {
                    if try await disk.attributes("t/" + name) != nil {
                        try await disk.delete("t/" + name)
                    }
                }
                let left = Set(try await disk.listAll(prefix: "t/").map(\.path))
                #expect(left.filter { $0.hasPrefix("t/part-") } == names, "call \(number)")
            }
            if faulty.callCount < number { return }
        }
        Issue.record("the loop did not end")
    }
}
