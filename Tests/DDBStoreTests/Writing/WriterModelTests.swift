import DDBBase
import DDBStorage
import DDBStore
import DDBTestKit
import DDBTestSupport
import Testing

/// Random changes against a dictionary.
@Suite struct WriterModelTests {
    @Test(arguments: [1, 2, 3] as [UInt64])
    func `a table in memory holds what a dictionary does`(seed: UInt64) async throws {
        try await run(MemoryBlobStore(), seed: seed, commits: 60)
    }

    @Test func `a table on disk holds what a dictionary does, over many writers`() async throws {
        let scratch = try ScratchFolder()
        let disk = LocalBlobStore(root: scratch.path, pool: ThreadPool(threadCount: 2))
        try await run(disk, seed: 7, commits: 40)
    }

    private func run(_ blobs: any BlobStore, seed: UInt64, commits: Int) async throws {
        let fixture = WriterFixture(blobs, seed: seed)
        let changes = RandomChanges(seed: seed, keyCount: 80)
        var model = ChangeModel()
        var writer = try await fixture.writer()
        for commit in 0..<commits {
            let lanes = (0...changes.number(below: 3)).map { _ in
                changes.next(changes.number(below: 30))
            }
            try await WriterFixture.commit(lanes, to: writer)
            for lane in lanes { try model.apply(lane) }
            if commit % 7 == 0 { try await fixture.expect(model, "seed \(seed), \(commit)") }
            switch changes.number(below: 8) {
            case 0:
                try await writer.close()
                writer = try await fixture.writer()
            default: break
            }
        }
        try await fixture.expect(model, "seed \(seed)")
        try await writer.close()
    }
}
