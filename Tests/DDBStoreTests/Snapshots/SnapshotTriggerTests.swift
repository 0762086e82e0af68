import DDBBase
import DDBStorage
import DDBStore
import DDBTestKit
import Testing

/// Snapshots beside commits.
@Suite struct SnapshotTriggerTests {
    @Test func `every few commits lead to a snapshot, the newest few stay, and one boots`()
        async throws
    {
        let (disk, output) = (MemoryBlobStore(), MemoryBlobStore())
        let store = TableStore(disk, random: SeededRandom(seed: 1), time: ManualTimeSource())
        let folder = SnapshotFolder(output)
        let trigger = SnapshotTrigger(
            store, table: "t", folder: folder, every: 2, keeping: 2,
            pool: ThreadPool(threadCount: 1))
        try await LoadFaultTests.load(
            LoadFaultTests.lines, into: disk, seed: 2, replaces: false)
        for version in 1...7 {
            try await SnapshotTests.change(disk, "9", positions: [], seed: UInt64(version + 2))
            trigger.committed(version: Int64(version))
            await trigger.finish()
        }
        #expect(try await folder.versions(of: "t") == [4, 6])
        let other = MemoryBlobStore()
        let empty = TableStore(other, random: SeededRandom(seed: 3), time: ManualTimeSource())
        let summary = try #require(try await empty.restoreNewest("t", from: folder))
        #expect(summary.version == 6)
        #expect(try await SnapshotTests.items(other) == SnapshotTests.items(disk))
        #expect(try await empty.restoreNewest("t", from: folder) == nil)
        #expect(try await empty.restoreNewest("u", from: folder) == nil)
    }

    @Test func `a snapshot of a table that was made anew stays beside those of higher versions`()
        async throws
    {
        let (disk, output) = (MemoryBlobStore(), MemoryBlobStore())
        let store = TableStore(disk, random: SeededRandom(seed: 1), time: ManualTimeSource())
        let folder = SnapshotFolder(output)
        for version in [7, 8, 9] as [Int64] {
            _ = try await output.put(
                SnapshotFolder.name(of: "t", version: version), [0], condition: .always)
        }
        try await LoadFaultTests.load(
            LoadFaultTests.lines, into: disk, seed: 2, replaces: false)
        let trigger = SnapshotTrigger(
            store, table: "t", folder: folder, every: 1, keeping: 2,
            pool: ThreadPool(threadCount: 1))
        trigger.committed(version: 0)
        await trigger.finish()
        #expect(try await folder.versions(of: "t") == [0, 9])
    }

    /// Makes a table of some lines, and a snapshot of it under a version.
    private static func snapshot(
        _ lines: [String], _ version: Int64, in folder: SnapshotFolder, seed: UInt64,
        after seconds: Int
    ) async throws {
        let disk = MemoryBlobStore()
        let time = ManualTimeSource()
        time.advance(by: .seconds(seconds))
        try await LoadFaultTests.load(lines, into: disk, seed: seed, replaces: false)
        _ = try await TableStore(disk, time: time).table("t").writeSnapshot(
            to: SnapshotFolder.name(of: "t", version: version), in: folder.store, time: time)
    }

    @Test func `of a table that was made anew the snapshot counts that was made last`() async throws
    {
        let folder = SnapshotFolder(MemoryBlobStore())
        let (old, new) = (LoadFaultTests.oldLines, LoadFaultTests.lines)
        try await Self.snapshot(old, 8, in: folder, seed: 1, after: 10)
        try await Self.snapshot(old, 9, in: folder, seed: 1, after: 20)
        try await Self.snapshot(new, 3, in: folder, seed: 2, after: 40)
        // Of one table the higher version, also where a clock was set back.
        try await Self.snapshot(new, 4, in: folder, seed: 2, after: 30)
        let disk = MemoryBlobStore()
        let store = TableStore(disk, random: SeededRandom(seed: 3), time: ManualTimeSource())
        _ = try #require(try await store.restoreNewest("t", from: folder))
        #expect(try await SnapshotTests.items(disk) == Set(StoreFixture.items(new)))
        try await folder.keep(2, of: "t", made: 3)
        #expect(try await folder.versions(of: "t") == [3, 4])
    }

    @Test func `damaged snapshots are passed over and told, and where none is whole all are named`()
        async throws
    {
        let input = MemoryBlobStore()
        let folder = SnapshotFolder(input)
        let (old, new) = (LoadFaultTests.oldLines, LoadFaultTests.lines)
        try await Self.snapshot(old, 1, in: folder, seed: 1, after: 10)
        for version in [2, 3, 4] as [Int64] {
            try await Self.snapshot(new, version, in: folder, seed: 1, after: 20)
        }
        // A part, a manifest and the end.
        for (name, place) in [("t-2.tar", 700), ("t-3.tar", -1500)] {
            var bytes = try await input.read(name)
            bytes[place < 0 ? bytes.count + place : place] ^= 1
            _ = try await input.put(name, bytes, condition: .always)
        }
        _ = try await input.put(
            "t-4.tar", Array(try await input.read("t-4.tar").dropLast(9)), condition: .always)
        let disk = MemoryBlobStore()
        let store = TableStore(disk, random: SeededRandom(seed: 3), time: ManualTimeSource())
        var told: [String] = []
        let summary = try await store.restoreNewest("t", from: folder) { file, cause in
            #expect((cause as? StoreError)?.code == .damaged)
            told.append(file)
        }
        #expect(summary != nil)
        #expect(told.sorted() == ["t-2.tar", "t-3.tar", "t-4.tar"])
        #expect(try await SnapshotTests.items(disk) == Set(StoreFixture.items(old)))

        _ = try await input.put("t-1.tar", [1, 2, 3], condition: .always)
        let empty = MemoryBlobStore()
        let error = await #expect(throws: StoreError.self) {
            try await TableStore(empty, time: ManualTimeSource())
                .restoreNewest("t", from: folder)
        }
        #expect(error?.code == .damaged)
        for version in 1...4 { #expect(error?.message.contains("'t-\(version).tar'") == true) }
        #expect(try await empty.listAll(prefix: "").isEmpty)
    }
}
