import DDBBase
import DDBStorage
import DDBStore
import DDBTestKit
import DDBTestSupport
import Testing

/// What other people's software makes of archives and of what is restored.
@Suite(.enabled(if: TestPython.path != nil, "run Tools/setup"))
struct SnapshotInteropTests {
    @Test func `tarfile reads an archive, and every reader what it holds and what is restored`()
        async throws
    {
        let scratch = try ScratchFolder()
        let made = try await TableInteropTests.load(
            TableInteropTests.lines(seed: 3), into: scratch, lanes: 2)
        let pool = ThreadPool(threadCount: 1)
        let output = LocalBlobStore(root: scratch.path, pool: pool)
        _ = try await made.table.writeSnapshot(to: "t.tar", in: output)
        let count = try TestPython.run(
            "snapshot_archive.py", scratch.path + "/t.tar", scratch.path + "/unpacked")
        #expect((Int(count.split(separator: "\n").last ?? "") ?? 0) >= 5, "\(count)")
        let restored = TableStore(LocalBlobStore(root: scratch.path + "/restored", pool: pool))
        _ = try await restored.restore("t.tar", from: output)
        for folder in ["unpacked", "restored"] {
            let report = try TestPython.run(
                "compare_table.py", "\(scratch.path)/\(folder)/t", made.lines, "--key", "pk")
            #expect(report.split(separator: "\n").count == 5, "\(folder): \(report)")
        }
    }
}
