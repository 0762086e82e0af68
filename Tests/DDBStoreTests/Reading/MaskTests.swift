import DDBAttributes
import DDBBase
import DDBDeltaLog
import DDBParquet
import DDBSchema
import DDBStorage
import DDBStore
import DDBTestKit
import Testing

/// Rows that deletion vectors mask are not there: in items, scans and counts.
@Suite struct MaskTests {
    /// A table of several parts, row groups and pages, with the rows of each part in their order.
    struct Reference {
        var fixture: StoreFixture
        var table: StoredTable
        /// The items of each part by row, read while nothing was masked.
        var items: [String: [Item]] = [:]

        init(
            _ lines: [String], settings: PartSettings, lanes: Int = 1, batchBytes: Int = 4096
        ) async throws {
            fixture = StoreFixture()
            table = try await fixture.load(
                lines, lanes: lanes, settings: settings, batchBytes: batchBytes)
            for part in table.parts {
                let items = try await MaskTests.items(table, part)
                #expect(items.count == part.rowCount)
                self.items[part.name] = items
            }
        }

        /// The table with rows masked.
        func masked(
            _ masks: [String: RowSet], inlineByteCountMax: Int = 512
        ) async throws -> StoredTable {
            var log = try await MaskedLog(fixture.blobs)
            try await log.mask(masks, inlineByteCountMax: inlineByteCountMax)
            return try await fixture.store.table("t")
        }

        /// What is left of a part.
        func live(_ part: String, _ mask: RowSet, from row: Int = 0) -> [Item] {
            let items = items[part] ?? []
            return items.indices.filter { $0 >= row && !mask.contains($0) }.map { items[$0] }
        }
    }

    static func items(
        _ table: StoredTable, _ part: StoredPart, from row: Int = 0
    ) async throws -> [Item] {
        var items: [Item] = []
        var rows = try await table.items(of: part, from: row)
        while let batch = try rows.nextBatch() {
            for record in batch.records { items.append(batch.item(at: record.newImage)) }
        }
        #expect(rows.nextRow == part.rowCount)
        return items
    }

    /// Random rows: none, a few, many, stretches, or all.
    static func mask(_ rowCount: Int, _ random: SeededRandom, kind: Int) -> RowSet {
        switch kind % 5 {
        case 0: RowSet((0..<3).map { _ in random.number(below: rowCount) })
        case 1: RowSet((0..<rowCount).filter { _ in random.number(below: 2) == 0 })
        case 2: RowSet(rowCount / 4..<max(rowCount / 4 + 1, rowCount * 3 / 4))
        case 3: RowSet(0..<rowCount)
        default: RowSet()
        }
    }

    static func settings(rowGroupRows: Int) -> PartSettings {
        var settings = PartSettings()
        settings.rowGroupRowsMax = rowGroupRows
        settings.partBytesTarget = 1 << 14
        settings.replayBytesMax = 0
        return settings
    }

    @Test(arguments: 0..<6)
    func `masked rows are in no item, and the others are all there`(seed: Int) async throws {
        let random = SeededRandom(seed: UInt64(3000 + seed))
        let lines = ItemLines(seed: UInt64(300 + seed)).lines(260)
        let reference = try await Reference(
            lines, settings: Self.settings(rowGroupRows: [7, 30, 64][seed % 3]),
            lanes: 1 + seed % 3)
        #expect(reference.table.parts.count > 2)
        var masks: [String: RowSet] = [:]
        for (index, part) in reference.table.parts.enumerated() {
            masks[part.name] = Self.mask(
                try #require(part.rowCount), random, kind: index + seed)
        }
        let table = try await reference.masked(masks, inlineByteCountMax: seed % 2 == 0 ? 512 : 0)
        var live = 0
        for part in table.parts {
            let mask = masks[part.name] ?? RowSet()
            let left = reference.live(part.name, mask)
            #expect(try await Self.items(table, part) == left)
            #expect(part.maskedRowCount == mask.count)
            #expect(part.liveRowCount == left.count)
            #expect(part.rowCount == reference.items[part.name]?.count)
            #expect(try await table.deletedRows(of: part) == mask)
            live += left.count
            for row in [1, 5, 31, 64, 1 << 60] {
                #expect(
                    try await Self.items(table, part, from: row)
                        == reference.live(part.name, mask, from: row))
            }
        }
        #expect(table.rowCount == live)
        #expect(try table.describe().rowCount == live)
        #expect(reference.table.rowCount == 260)
        #expect(try await reference.fixture.items(of: reference.table).count == 260)
        let verified = try await table.verify()
        #expect(verified.faults == [])
        #expect(verified.rowCount == live)
    }

    @Test(arguments: 0..<4)
    func `a scan passes what a condition passes of the rows that are left`(
        seed: Int
    ) async throws {
        let random = SeededRandom(seed: UInt64(4000 + seed))
        let reference = try await Reference(
            ScanTests.lines, settings: Self.settings(rowGroupRows: 50), batchBytes: 1000)
        var masks: [String: RowSet] = [:]
        var gone: Set<String> = []
        for (index, part) in reference.table.parts.enumerated() {
            let mask = Self.mask(try #require(part.rowCount), random, kind: index + seed)
            masks[part.name] = mask
            for row in mask.rows {
                if case .string(let key) = reference.items[part.name]?[row]["pk"] {
                    gone.insert(key)
                }
            }
        }
        let table = try await reference.masked(masks, inlineByteCountMax: 0)
        for _ in 0..<25 {
            let (condition, _) = try TableInteropTests.condition(random, depth: 0)
            let all = try await ScanTests.keys(
                reference.table.scan(columns: ["pk"], where: condition))
            let left = try await ScanTests.keys(table.scan(columns: ["pk"], where: condition))
            // A masked part is added anew, so parts come in another order.
            let isSame = left.sorted() == all.filter { !gone.contains($0) }.sorted()
            #expect(isSame, "\(condition)")
        }
    }

    @Test func `row numbers hold where pages are left out`() async throws {
        // Pages have at most 20,480 rows, so row groups here have up to three.
        let count = 130_000
        let lines = (0..<count).map {
            "{\"pk\":{\"S\":\"\($0)\"},\"i\":{\"N\":\"\($0)\"}}"
        }
        var settings = PartSettings()
        settings.rowGroupRowsMax = 50_000
        let fixture = StoreFixture()
        let whole = try await fixture.load(lines, settings: settings, batchBytes: 1 << 20)
        #expect(whole.parts.count == 1)
        let mask = RowSet(Array(stride(from: 3, to: count, by: 7))).union(RowSet(60_000..<101_000))
        var log = try await MaskedLog(fixture.blobs)
        try await log.mask([whole.parts[0].name: mask])
        let table = try await fixture.store.table("t")
        #expect(table.rowCount == count - mask.count)
        let cases: [(low: Int64, high: Int64, readMax: Int)] = [
            (45_000, 47_000, 20_000), (19_999, 20_001, 40_000), (59_000, 60_100, 20_000),
            (99_990, 101_010, 50_000), (70_001, 89_000, 40_000), (129_000, 200_000, 30_000),
            (0, 1 << 40, 130_000),
        ]
        for (low, high, readMax) in cases {
            var scan = try table.scan(
                columns: ["i"],
                where: .and([
                    .compare("i", .greaterOrEqual, .integer(low)),
                    .compare("i", .less, .integer(high)),
                ]))
            var seen: [Int] = []
            while let chunk = try await scan.next() {
                guard case .int64(let numbers) = chunk.columns[0].leaves[0].values else { continue }
                for row in 0..<chunk.rowCount where chunk.passing[row] {
                    seen.append(Int(numbers[row]))
                }
                #expect(chunk.passingCount == chunk.passing.count { $0 })
            }
            let wanted = (Int(low)..<min(Int(high), count)).filter { !mask.contains($0) }
            #expect(seen == wanted, "\(low)..<\(high)")
            #expect(scan.readRowCount <= readMax, "\(low)..<\(high)")
        }
        // All rows of these pages are masked: none is read.
        var scan = try table.scan(
            columns: ["i"],
            where: .and([
                .compare("i", .greater, .integer(80_100)), .compare("i", .less, .integer(89_900)),
            ]))
        let chunk = try await scan.next()
        #expect(chunk == nil)
        #expect(scan.readRowCount == 0)
        #expect(scan.readPartCount == 1)
    }

    @Test func `stretches and parts that are wholly masked are not read`() async throws {
        var settings = Self.settings(rowGroupRows: 20)
        settings.partBytesTarget = 4096
        let lines = (0..<400).map { "{\"pk\":{\"S\":\"key-\($0)\"}}" }
        let reference = try await Reference(lines, settings: settings, batchBytes: 400)
        var whole = try reference.table.scan(columns: ["pk"])
        var groups: [[Int]] = []
        for part in reference.table.parts {
            var rows = part.rowCount ?? 0
            groups.append([])
            while rows > 0, let chunk = try await whole.next() {
                groups[groups.count - 1].append(chunk.rowCount)
                rows -= chunk.rowCount
            }
        }
        let second = try #require(groups.indices.dropFirst().first { groups[$0].count > 1 })
        let parts = reference.table.parts
        let gone = groups[0].reduce(0, +) + groups[second][0]
        let table = try await reference.masked([
            parts[0].name: RowSet(0..<groups[0].reduce(0, +)),
            parts[second].name: RowSet(0..<groups[second][0]),
        ])
        // Nothing of the first part is opened, so it may as well be gone.
        try await reference.fixture.blobs.delete("t/" + parts[0].name)
        var scan = try table.scan(columns: ["pk"])
        var passing = 0
        while let chunk = try await scan.next() { passing += chunk.passingCount }
        #expect(passing == 400 - gone)
        #expect(scan.readRowCount == passing)
        #expect(scan.readPartCount == table.parts.count - 1)
        #expect(scan.skippedPartCount == 1)
    }
}
