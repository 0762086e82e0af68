import DDBBase
import DDBStorage
import DDBStore
import DDBTestKit
import DDBTestSupport
import Foundation
import StoreModel
import Testing

/// A writer, its maintenance and a reader as processes of their own, and `kill -9`.
@Suite(.serialized) struct KillTests {
    static let roundCount = PeerReaders.isSoak ? 110 : 6
    static let changeCount = 60

    static let seeds: [UInt64] =
        PeerReaders.seed.map { [$0] } ?? (PeerReaders.isSoak ? [41, 42] : [41])

    @Test(arguments: seeds)
    func `killed at any moment, a writer loses nothing that it acknowledged`(
        seed: UInt64
    ) async throws {
        let scratch = try ScratchFolder("kill")
        let stream = StreamedTable(seed: seed, changeCount: Self.changeCount)
        let arguments = [scratch.path, "\(seed)", "\(Self.changeCount)"]
        let random = SeededRandom(seed: seed)
        var followed = FollowedModel(stream)
        var reader = try DriverProcess(["read"] + arguments)
        var readCount = 0
        for round in 1...Self.roundCount {
            let writer = try DriverProcess(["write"] + arguments + ["100000"])
            let ended = writer.kill(
                after: random.number(below: 12), delayMicroseconds: random.number(below: 60_000))
            #expect(ended.wasKilled, "seed \(seed), round \(round): \(ended.errors)")
            let acknowledged = ended.last("acknowledged") ?? followed.commit
            let note = "seed \(seed), round \(round), acknowledged \(acknowledged)"
            try await Self.check(scratch.path, &followed, acknowledged, note)
            if round % 20 == 0 {
                // A reader that is killed leaves nothing that is in the way.
                let killed = reader.kill(after: 0, delayMicroseconds: 0)
                #expect(killed.wasKilled, "\(note): \(killed.errors)")
                readCount += killed.count("read")
                reader = try DriverProcess(["read"] + arguments)
            }
        }
        let ended = reader.endInput()
        #expect(ended.status == 0, "seed \(seed): \(ended.errors)")
        readCount += ended.count("read")
        #expect(readCount > 0)
        let blobs = LocalBlobStore(root: scratch.path, pool: ThreadPool(threadCount: 1))
        let version = Int(try await TableStore(blobs).table("t").version)
        // Each commit of changes is a version, and so is each compaction.
        let compactionCount = version + 1 - followed.commit
        #expect(compactionCount > 0 || !PeerReaders.isSoak)
        print(
            "kill: seed \(seed): \(Self.roundCount) rounds, \(followed.commit) commits, "
                + "\(compactionCount) compactions, \(readCount) versions read")
    }

    /// Expects what was acknowledged or, whole, the commit after it; proves all files.
    static func check(
        _ path: String, _ followed: inout FollowedModel, _ acknowledged: Int, _ note: String
    ) async throws {
        let blobs = LocalBlobStore(root: path, pool: ThreadPool(threadCount: 1))
        let store = TableStore(blobs)
        guard try await store.tableNames().contains("t") else {
            #expect(acknowledged == 0, "\(note)")
            return
        }
        let table = try await store.table("t")
        let verification = try await table.verify()
        #expect(verification.faults == [], "\(note)")
        let items = try await StreamedTable.items(of: table)
        let fence = try #require(StreamedTable.fence(of: items), "\(note)")
        #expect(fence == acknowledged || fence == acknowledged + 1, "\(note): \(fence)")
        guard fence >= followed.commit else { return }
        try followed.advance(to: fence)
        let differences = try followed.model.differences(from: items)
        #expect(differences == [], "\(note)")
    }
}
