import DDBBase
import DDBDeltaLog
import DDBTestKit
import DDBTestSupport
import Foundation
import Testing

@Suite struct RowSetTests {
    /// Sets whose blocks take all forms, with the edges of blocks and of the range.
    static let samples: [(name: String, rows: [Int])] = [
        ("none", []), ("zero", [0]), ("last of a block", [65_535]),
        ("two blocks", [65_535, 65_536]), ("far", [3, 1 << 32, (1 << 48) + 5, RowSet.rowMax]),
        ("places", Array(stride(from: 0, to: 300_000, by: 77))),
        ("4096 places", Array(stride(from: 0, to: 8192, by: 2))),
        ("4097 bits", Array(stride(from: 0, to: 8194, by: 2))),
        ("all but one", Array(0..<65_536).filter { $0 != 4000 }),
        ("a whole block", Array(65_536..<131_072)),
        ("runs over blocks", Array(60_000..<200_000) + Array(200_002..<200_010)),
        ("bits to the end", Array(stride(from: 1, to: 65_536, by: 2))),
        ("mixed", Array(0..<9000) + Array(stride(from: 70_000, to: 140_000, by: 3)) + [1 << 33]),
    ]

    @Test(arguments: samples.map(\.name))
    func `a set has what was put in, in whatever order`(name: String) throws {
        let rows = try #require(Self.samples.first { $0.name == name }).rows
        let random = SeededRandom(seed: 7)
        let doubled = (rows + rows.prefix(100)).sorted { _, _ in random.next() & 1 == 0 }
        for set in [RowSet(rows), RowSet(doubled), RowSet(doubled.reversed())] {
            #expect(set == RowSet(rows) && Array(set.rows) == rows)
            #expect(set.count == rows.count && set.isEmpty == rows.isEmpty)
            #expect(set.last == rows.last)
        }
        let set = RowSet(rows)
        let members = Set(rows)
        for row in rows.prefix(5000) {
            #expect(set.contains(row))
            for near in [row - 1, row + 1] {
                #expect(set.contains(near) == members.contains(near))
            }
        }
        for range in [0..<1, 0..<65_536, 65_000..<66_000, 4000..<4001, 70_001..<Int.max] {
            let expected = rows.count { range.contains($0) }
            #expect(set.count(in: range) == expected, "\(range)")
        }
        let bytes = set.serialized()
        #expect(try RowSet(serialized: bytes.span.bytes) == set)
        #expect(try RowSet(serialized: bytes.span.bytes).serialized() == bytes)
    }

    @Test func `a set of runs serialises in its smallest form whatever it was made of`() throws {
        let rows = 100..<200_000
        let set = RowSet(rows)
        #expect(set == RowSet(Array(rows)) && set.serialized() == RowSet(Array(rows)).serialized())
        #expect(set.serialized().count < 80)
        let few = RowSet(5..<6)
        #expect(few.serialized() == RowSet([5]).serialized())
        #expect(RowSet(9..<9).isEmpty)
    }

    @Test func `the union is that of the members`() {
        for left in Self.samples {
            for right in Self.samples {
                var union = RowSet(left.rows)
                union.formUnion(RowSet(right.rows))
                let expected = RowSet(left.rows + right.rows)
                #expect(union == expected, "\(left.name) and \(right.name)")
            }
        }
        #expect(RowSet(0..<65_536).union(RowSet([4])) == RowSet(0..<65_536))
        #expect(RowSet([4]).union(RowSet(0..<65_536)) == RowSet(0..<65_536))
    }

    @Test(arguments: samples.map(\.name))
    func `masks are those of the members`(name: String) throws {
        let rows = try #require(Self.samples.first { $0.name == name }).rows
        let set = RowSet(rows)
        let members = Set(rows)
        for (first, count) in [(0, 2048), (65_000, 2000), (3999, 3), (131_071, 1), (9, 0)] {
            var bytes = [UInt8](repeating: 9, count: count)
            var mask = bytes.mutableSpan
            set.fill(&mask, from: first)
            #expect(bytes == (first..<first + count).map { members.contains($0) ? 1 : 0 })
        }
        for rowCount in [0, 1, 63, 64, 65_537, 200_003] {
            let words = set.words(rowCount: rowCount)
            #expect(words.count == (rowCount + 63) / 64)
            let seen = (0..<words.count * 64).filter {
                words[$0 / 64] >> UInt64($0 % 64) & 1 == 1
            }
            #expect(seen == rows.filter { $0 < rowCount })
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `random changes agree with a plain set`(seed: UInt64) throws {
        let random = SeededRandom(seed: seed)
        var model: Set<Int> = []
        var set = RowSet()
        for step in 0..<60 {
            let spread = [100, 70_000, 1_000_000, 1 << 40][Int(random.next() % 4)]
            let count = Int(random.next() % 3000)
            let rows = (0..<count).map { _ in Int(random.next() % UInt64(spread)) }
            model.formUnion(rows)
            set.formUnion(RowSet(rows))
            #expect(set.count == model.count, "seed \(seed), step \(step)")
            if step % 20 == 0 {
                #expect(Array(set.rows) == model.sorted(), "seed \(seed), step \(step)")
                let bytes = set.serialized()
                #expect(try RowSet(serialized: bytes.span.bytes) == set)
            }
        }
    }
}

/// Bitmaps of the authors of Roaring; those of 32 bits get Delta's frame.
@Suite(.enabled(if: SharedVectors.root != nil, "../shared/vectors is absent"))
struct RoaringVectorTests {
    private func bytes(_ name: String) throws -> [UInt8] {
        let path = try #require(SharedVectors.path("roaring/" + name))
        return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    private static let magic: [UInt8] = [0xD1, 0xD3, 0x39, 0x64]

    private func framed32(_ name: String) throws -> [UInt8] {
        Self.magic + [1, 0, 0, 0, 0, 0, 0, 0] + [0, 0, 0, 0] + (try bytes("testdata/" + name))
    }

    private let expected32 =
        Array(stride(from: 0, to: 100_000, by: 1000)) + (100_000..<200_000).map { 3 * $0 }
        + Array(700_000..<800_000)

    @Test(arguments: ["bitmapwithruns.bin", "bitmapwithoutruns.bin"])
    func `bitmaps of 32 bits read right`(name: String) throws {
        let bytes = try framed32(name)
        let set = try RowSet(serialized: bytes.span.bytes)
        #expect(Array(set.rows) == expected32)
        #expect(try set.serialized() == framed32("bitmapwithruns.bin"))
    }

    @Test func `bitmaps of 64 bits read right and are written as theirs`() throws {
        let plain = Self.magic + (try bytes("testdata64/bitmap64.bin"))
        let set = try RowSet(serialized: plain.span.bytes)
        #expect(
            set
                == RowSet(Array(stride(from: 0, to: 65_536, by: 2)))
                .union(RowSet((1 << 32)..<(1 << 32) + 1_000_000)).union(RowSet([1 << 48])))
        #expect(set.serialized() == plain)
        let portable = Self.magic + (try bytes("testdata64/portable_bitmap64.bin"))
        let second = try RowSet(serialized: portable.span.bytes)
        let low =
            Array(0...0x9000) + Array(0xA000...0x10000) + [0x20000, 0x20005]
            + Array(stride(from: 0x80000, to: 0x90000, by: 2))
        #expect(Array(second.rows) == low + low.map { $0 + 1 << 32 })
        #expect(second.serialized() == portable)
    }

    @Test(arguments: ["bitmapwithruns.bin", "bitmapwithoutruns.bin"])
    func `cut bytes are refused`(name: String) throws {
        let whole = try framed32(name)
        // Every length near the head, and every 13th beyond it.
        let lengths = Array(0..<600) + Array(stride(from: 600, to: whole.count, by: 13))
        for length in lengths + [whole.count - 1] {
            let bytes = Array(whole.prefix(length))
            #expect(throws: DeltaError.self, "\(length) bytes") {
                try RowSet(serialized: bytes.span.bytes)
            }
        }
        let longer = whole + [0]
        #expect(throws: DeltaError.self) { try RowSet(serialized: longer.span.bytes) }
    }

    @Test func `no flipped bit does harm`() throws {
        let sources = [
            RowSet([1, 5, 70_000, 1 << 33]).serialized(),
            RowSet(0..<70_000).union(RowSet([90_000, 1 << 20, 1 << 21, 1 << 22])).serialized(),
        ]
        for source in sources {
            for bit in 0..<source.count * 8 {
                var bytes = source
                bytes[bit / 8] ^= 1 << UInt8(bit % 8)
                // Without the checksum some flips give another set, which is then a whole one.
                if let set = try? RowSet(serialized: bytes.span.bytes) {
                    #expect(Array(set.rows).count == set.count, "bit \(bit)")
                }
            }
        }
    }

    @Test func `the form that the protocol gave up is named`() {
        let little: [UInt8] = [0xD0, 0xD3, 0x39, 0x64, 0, 0, 0, 0, 0, 0, 0, 0]
        let big: [UInt8] = [0x64, 0x39, 0xD3, 0xD0, 0, 0, 0, 0, 0, 0, 0, 0]
        for bytes in [little, big] {
            do {
                _ = try RowSet(serialized: bytes.span.bytes)
                Issue.record("it was read")
            } catch {
                #expect(error.code == .corrupt && error.message.contains("1681511376"))
            }
        }
    }
}
