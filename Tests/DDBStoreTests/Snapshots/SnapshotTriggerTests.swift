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
}
