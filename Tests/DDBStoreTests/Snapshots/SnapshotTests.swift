import DDBAttributes
import DDBBase
import DDBCompression
import DDBSchema
import DDBStorage
import DDBStore
import DDBTestKit
import DDBTestSupport
import Testing

/// Archives of tables: what comes back, and what is refused.
@Suite struct SnapshotTests {
    static let lines = LoadFaultTests.lines

    /// A table with several parts, and an archive of it.
    static func archived(
        _ disk: MemoryBlobStore = MemoryBlobStore()
    ) async throws -> (disk: MemoryBlobStore, archive: [UInt8]) {
        try await LoadFaultTests.load(lines, into: disk, seed: 1, replaces: false)
        let store = TableStore(disk, time: ManualTimeSource())
        let output = MemoryBlobStore()
        let summary = try await store.table("t").writeSnapshot(
            to: "a.tar", in: output, time: ManualTimeSource())
        let archive = try await output.read("a.tar")
        #expect(summary.byteCount == archive.count && summary.partCount > 1)
        return (disk, archive)
    }

    static func restore(
        _ archive: [UInt8], into disk: any BlobStore, as name: String? = nil,
        replaces: Bool = false, seed: UInt64 = 5
    ) async throws -> SnapshotSummary {
        let input = MemoryBlobStore()
        _ = try await input.put("a.tar", archive, condition: .always)
        let store = TableStore(disk, random: SeededRandom(seed: seed), time: ManualTimeSource())
        return try await store.restore("a.tar", from: input, as: name, replaces: replaces)
    }

    static func items(_ disk: any BlobStore, _ name: String = "t") async throws -> Set<Item> {
        let table = try await TableStore(disk, time: ManualTimeSource()).table(name)
        #expect(try await table.verify().faults == [])
        return Set(try await StoreFixture(blobs: disk).items(of: table))
    }

    @Test func `a restored table is the table`() async throws {
        let (disk, archive) = try await Self.archived()
        let other = MemoryBlobStore()
        let summary = try await Self.restore(archive, into: other)
        #expect(summary.table == "t" && summary.version == 0)
        #expect(try await Self.items(other) == Self.items(disk))
        let old = try await TableStore(disk).table("t").describe()
        let new = try await TableStore(other).table("t").describe()
        #expect(old.properties == new.properties && old.rest == new.rest)
        #expect(old.columns.map(\.type) == new.columns.map(\.type))
        #expect(try await other.listAll(prefix: "t/_ddbkit/").isEmpty)
    }

    @Test func `changes go on where the snapshot was made`() async throws {
        let disk = MemoryBlobStore()
        try await LoadFaultTests.load(Self.lines, into: disk, seed: 1, replaces: false)
        let position = SavedPosition(
            partition: "p", position: "7", order: SequencePoint(epoch: 1, sequence: "70"))
        try await Self.change(disk, "9", positions: [position])
        let output = MemoryBlobStore()
        let table = try await TableStore(disk, time: ManualTimeSource()).table("t")
        _ = try await table.writeSnapshot(to: "a.tar", in: output, time: ManualTimeSource())
        let other = MemoryBlobStore()
        _ = try await Self.restore(output.read("a.tar"), into: other, as: "u")
        let store = TableStore(other, random: SeededRandom(seed: 9), time: ManualTimeSource())
        let writer = try await store.writer("u", options: Self.keyed)
        #expect(writer.positions == [position])
        try await writer.close()
        #expect(try await Self.items(other, "u") == Self.items(disk))
        let masked = try await store.table("u").rowCount
        #expect(masked == Self.lines.count)
    }

    static var keyed: WriterOptions {
        var options = WriterOptions()
        options.keys = ["pk"]
        return options
    }

    /// Puts the item of a key anew.
    static func change(
        _ disk: any BlobStore, _ key: String, positions: [SavedPosition], seed: UInt64 = 3
    ) async throws {
        let store = TableStore(disk, random: SeededRandom(seed: seed), time: ManualTimeSource())
        let writer = try await store.writer("t", options: Self.keyed)
        let lane = writer.makeLane()
        for batch in try StoreFixture.batches(["{\"pk\":{\"S\":\"\(key)\"},\"x\":{\"N\":\"77\"}}"])
        {
            _ = try await lane.append(batch)
        }
        let staged = try await lane.seal()
        _ = try await writer.commit([staged].compactMap { $0 }, positions)
        try await writer.close()
    }

    @Test func `a table that is there is kept unless it is to be replaced`() async throws {
        let (disk, archive) = try await Self.archived()
        await #expect {
            try await Self.restore(archive, into: disk)
        } throws: {
            ($0 as? StoreError)?.code == .tableExists && "\($0)".contains("--as")
        }
        try await LoadFaultTests.load(
            LoadFaultTests.oldLines, into: disk, seed: 4, replaces: true)
        let summary = try await Self.restore(archive, into: disk, replaces: true)
        #expect(summary.version == 2)
        #expect(try await Self.items(disk) == Set(StoreFixture.items(Self.lines)))
        _ = try await Self.restore(archive, into: disk, as: "other")
        #expect(try await Self.items(disk, "other") == Set(StoreFixture.items(Self.lines)))
    }

    @Test func `every truncation is refused and leaves nothing`() async throws {
        let (_, archive) = try await Self.archived()
        let disk = MemoryBlobStore()
        var lengths = Array(stride(from: 0, to: archive.count, by: 509))
        lengths += (archive.count - 1100..<archive.count)
        for length in lengths {
            await #expect(throws: StoreError.self, "\(length)") {
                try await Self.restore(Array(archive[..<length]), into: disk)
            }
        }
        #expect(try await disk.listAll(prefix: "").isEmpty)
        await #expect(throws: StoreError.self) {
            try await Self.restore(archive + [0], into: disk)
        }
    }

    @Test func `every flipped bit is found`() async throws {
        let (_, archive) = try await Self.archived()
        let disk = MemoryBlobStore()
        let random = SeededRandom(seed: 11)
        // Every byte of the headers that begin the archive and of its end, and some between.
        let places =
            Array(0..<512) + Array(stride(from: archive.count - 4096, to: archive.count, by: 5))
            + (0..<600).map { _ in random.number(below: archive.count) }
        for place in places {
            var flipped = archive
            flipped[place] ^= 1 << UInt8(random.number(below: 8))
            await #expect(throws: StoreError.self, "byte \(place)") {
                try await Self.restore(flipped, into: disk)
            }
        }
        #expect(try await disk.listAll(prefix: "").isEmpty)
    }

    @Test(arguments: CrashFate.allCases, [false, true])
    func `a restore that dies leaves the old table or the new one`(
        fate: CrashFate, hasOld: Bool
    ) async throws {
        let (_, archive) = try await Self.archived()
        let new = Set(try StoreFixture.items(Self.lines))
        let old = Set(try StoreFixture.items(LoadFaultTests.oldLines))
        for number in 1...500 {
            let disk = MemoryBlobStore()
            if hasOld {
                try await LoadFaultTests.load(
                    LoadFaultTests.oldLines, into: disk, seed: 21, replaces: false)
            }
            let crash = CrashBlobStore(disk, crashingAt: number, fate: fate)
            do { _ = try await Self.restore(archive, into: crash, replaces: true) } catch {}
            if !crash.hasCrashed {
                #expect(try await Self.items(disk) == new)
                return
            }
            let note: Comment = "\(fate), write \(number)"
            // Our stores never leave half a file under a name.
            if fate != .torn {
                let names = try await TableStore(disk).tableNames()
                if names.isEmpty {
                    #expect(!hasOld, note)
                } else {
                    let found = try await Self.items(disk)
                    #expect(found == new || hasOld && found == old, note)
                }
            }
            if fate == .torn, try await ResumedLoadTests.hasTornLog(disk) { continue }
            if fate == .torn, number > 1 { continue }
            _ = try await Self.restore(archive, into: disk, replaces: true, seed: 6)
            #expect(try await Self.items(disk) == new, note)
        }
        Issue.record("the loop did not end")
    }

    @Test(arguments: [BlobFault.refused(.failed), .refused(.full), .replyLost])
    func `whichever call of a restore fails, nothing is left or all of it is there`(
        fault: BlobFault
    ) async throws {
        let (_, archive) = try await Self.archived()
        for number in 1...500 {
            let disk = MemoryBlobStore()
            let faulty = FaultyBlobStore(disk, failing: number, with: fault)
            var isDone = false
            do {
                _ = try await Self.restore(archive, into: faulty)
                isDone = true
            } catch {}
            let isThere = try await TableStore(disk).tableNames() == ["t"]
            #expect(isThere || !isDone, "\(fault), call \(number)")
            if isThere {
                #expect(
                    try await Self.items(disk) == Set(StoreFixture.items(Self.lines)),
                    "\(fault), call \(number)")
            }
            if faulty.callCount < number { return }
        }
        Issue.record("the loop did not end")
    }

    @Test func `a damaged part is found while the snapshot is made`() async throws {
        let (disk, _) = try await Self.archived()
        let part = try #require(try await disk.listAll(prefix: "t/part-").first).path
        var bytes = try await disk.read(part)
        bytes[bytes.count / 2] ^= 1
        _ = try await disk.put(part, bytes, condition: .always)
        let output = MemoryBlobStore()
        let table = try await TableStore(disk).table("t")
        await #expect {
            _ = try await table.writeSnapshot(to: "a.tar", in: output)
        } throws: {
            ($0 as? StoreError)?.code == .damaged
        }
        #expect(try await output.listAll(prefix: "").isEmpty)
    }
}
