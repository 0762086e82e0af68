import DDBBase
import DDBDeltaLog
import DDBSchema
import DDBStorage
import DDBStore
import DDBTestKit
import DDBTestSupport
import Foundation
import Testing

/// A writer that looks after its table while it commits and others read.
@Suite struct WriterUpkeepTests {
    /// Options of a table that keeps nothing that is not read, and is looked after all the time.
    private static var eager: WriterOptions {
        var options = WriterOptions()
        options.keys = ["pk"]
        options.retention = TableRetention(logMicroseconds: 0, deletedFileMicroseconds: 0)
        options.maintenance.checkpointCommitCount = 10
        options.maintenance.vacuumInterval = .milliseconds(1)
        options.maintenance.logCleanupInterval = .milliseconds(1)
        return options
    }

    private static func store(_ folder: ScratchFolder) -> TableStore {
        TableStore(LocalBlobStore(root: folder.path, pool: ThreadPool(threadCount: 2)))
    }

    /// Deletes what nobody will need in an hour: what was taken out in this very millisecond is
    /// still kept, and more where the machine's clock is set back.
    private static func vacuum(_ folder: ScratchFolder) async throws {
        let blobs = LocalBlobStore(root: folder.path, pool: ThreadPool(threadCount: 2))
        let later = SystemTimeSource().now.advanced(byMicroseconds: 3_600_000_000)
        _ = try await TableStore(blobs, time: ManualTimeSource(start: later)).vacuum("t")
    }

    @Test(.timeLimit(.minutes(15)))
    func `readers find every file of their version while all else is deleted`() async throws {
        let folder = try ScratchFolder()
        let writer = try await Self.store(folder).writer("t", options: Self.eager)
        try await WriterFixture.commit([(0..<200).map { .put("k\($0)") }], to: writer)
        let readCount = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    let store = Self.store(folder)
                    var count = 0
                    while !Task.isCancelled {
                        let table = try await store.table("t")
                        // The version stays whole however long its reader takes.
                        for _ in 0..<3 {
                            let items = try await WriterFixture.items(of: table)
                            #expect(items.count == 200, "version \(table.version)")
                        }
                        count += 1
                    }
                    return count
                }
            }
            let random = SeededRandom(seed: 11)
            // On a busy machine the upkeep takes its turns later.
            for round in 0..<5000 {
                let status = writer.maintenanceStatus
                if round >= 150, status.checkpointCount > 0, status.vacuumedFileCount > 0,
                    status.cleanedLogFileCount > 0
                {
                    break
                }
                let changes = (0..<20).map { _ in
                    TestChange.put(
                        "k\(random.number(below: 200))", "\"n\":{\"N\":\"\(round)\"}")
                }
                try await WriterFixture.commit([changes], to: writer)
            }
            group.cancelAll()
            return try await group.reduce(0, +)
        }
        #expect(readCount > 0)
        let status = try await writer.close()
        #expect(status.failures.isEmpty, "\(status.failures)")
        #expect(status.checkpointCount > 0 && status.vacuumedFileCount > 0)
        #expect(status.cleanedLogFileCount > 0)
        try await Self.checkLeft(folder)
    }

    /// After the last reader a vacuum leaves the files of the newest version and nothing else.
    private static func checkLeft(_ folder: ScratchFolder) async throws {
        let store = store(folder)
        try await vacuum(folder)
        let verified = try await store.verify("t")
        #expect(verified.faults == [] && verified.rowCount == 200 && verified.index == .equal)
        let live = Set(try await store.table("t").parts.map(\.name))
        let parts = try folder.names().filter { $0.hasPrefix("t/part-") }
        #expect(Set(parts.map { String($0.dropFirst(2)) }) == live)
        let again = try await store.writer("t", options: eager)
        #expect(again.positions == [])
        try await again.close()
    }

    @Test(.timeLimit(.minutes(15)))
    func `what lanes have sealed is not taken for left over`() async throws {
        let folder = try ScratchFolder()
        let writer = try await Self.store(folder).writer("t", options: Self.eager)
        try await WriterFixture.commit([[.put("a")]], to: writer)
        let lane = writer.makeLane()
        _ = try await lane.append(TestChange.batch([.put("b")]))
        let sealed = try await lane.seal()
        for round in 0..<30 {
            try await WriterFixture.commit([[.put("a", "\"n\":{\"N\":\"\(round)\"}")]], to: writer)
        }
        _ = try await writer.commit(sealed.map { [$0] } ?? [], [])
        try await writer.close()
        let verified = try await Self.store(folder).verify("t")
        #expect(verified.faults == [] && verified.rowCount == 2)
    }

    @Test func `an index of a version whose vectors a vacuum took is made anew`() async throws {
        let folder = try ScratchFolder()
        func run(_ rounds: Range<Int>) async throws {
            let writer = try await Self.store(folder).writer("t", options: Self.eager)
            for round in rounds {
                // Scattered, so that vectors are too large for the log.
                let keys = (0..<400).map { ($0 * 7 + round * 3) % 3000 }
                try await WriterFixture.commit(
                    [keys.map { .put("k\($0)", "\"n\":{\"N\":\"\(round)\"}") }], to: writer)
            }
            try await writer.close()
        }
        let first = try await Self.store(folder).writer("t", options: Self.eager)
        try await WriterFixture.commit([(0..<3000).map { .put("k\($0)") }], to: first)
        try await first.close()
        try await run(1..<4)
        let keys = folder.path + "/t/_ddbkit/keys"
        try FileManager.default.copyItem(atPath: keys, toPath: folder.path + "/old")
        let vectors = try folder.names().filter { $0.hasSuffix(".bin") }
        #expect(!vectors.isEmpty)
        try await run(4..<8)
        try await Self.vacuum(folder)
        #expect(try Set(folder.names()).isDisjoint(with: vectors))
        try FileManager.default.removeItem(atPath: keys)
        try FileManager.default.moveItem(atPath: folder.path + "/old", toPath: keys)
        try await run(8..<9)
        let verified = try await Self.store(folder).verify("t")
        #expect(verified.faults == [] && verified.rowCount == 3000 && verified.index == .equal)
    }

    @Test func `a writer that is dropped gives the lock back at once`() async throws {
        let folder = try ScratchFolder()
        for round in 0..<5 {
            let writer = try await Self.store(folder).writer("t", options: Self.eager)
            try await WriterFixture.commit([[.put("k\(round)")]], to: writer)
        }
        let verified = try await Self.store(folder).verify("t")
        #expect(verified.faults == [] && verified.rowCount == 5)
    }
}
