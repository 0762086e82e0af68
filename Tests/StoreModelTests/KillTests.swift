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
                let killed = reader.kill(after: 1, delayMicroseconds: 0)
                #expect(killed.wasKilled, "\(note): \(killed.errors)")
                readCount += killed.count("read")
                reader = try DriverProcess(["read"] + arguments)
            }
        }
        // However long it took to begin, it reads once; one that failed has ended.
        reader.wait(for: 1)
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

    static let loadCount = PeerReaders.isSoak ? 12 : 2

    @Test(arguments: seeds)
    func `killed at any moment, a load takes the place of the table whole or not at all`(
        seed: UInt64
    ) async throws {
        let scratch = try ScratchFolder("killload")
        let random = SeededRandom(seed: seed)
        var followed: FollowedModel?
        var (killCount, resumedCount) = (0, 0)
        for number in 1...Self.loadCount {
            let stream = StreamedTable(
                seed: seed &+ UInt64(number) &* 1000, changeCount: Self.changeCount)
            let arguments = [scratch.path, "\(stream.seed)", "\(Self.changeCount)"]
            let loaded = try stream.loaded()
            var reached = 0
            var isLoaded = false
            // What is killed is run again, some time to its end.
            for attempt in 1...12 where !isLoaded {
                let driver = try DriverProcess(["load"] + arguments)
                let ended =
                    attempt == 12
                    ? driver.endInput()
                    : driver.kill(
                        after: random.number(below: 12),
                        delayMicroseconds: random.number(below: 20_000))
                let note = "seed \(seed), load \(number), attempt \(attempt): \(ended.errors)"
                #expect(ended.wasKilled || ended.status == 0, "\(note)")
                killCount += ended.wasKilled ? 1 : 0
                // The first line says where it went on.
                let first = ended.lines.first.flatMap { Int($0.dropFirst("checkpoint ".count)) }
                if let first {
                    #expect(first >= reached, "\(note)")
                    resumedCount += first > 0 ? 1 : 0
                }
                reached = ended.last("checkpoint") ?? reached
                isLoaded = try await Self.isLoaded(
                    scratch.path, instead: followed?.model, loaded, note)
                #expect(isLoaded || ended.last("loaded") == nil && ended.wasKilled, "\(note)")
            }
            var next = FollowedModel(stream, from: loaded)
            for round in 1...2 {
                let writer = try DriverProcess(["write"] + arguments + ["100000"])
                let ended = writer.kill(
                    after: random.number(below: 8), delayMicroseconds: random.number(below: 40_000))
                killCount += 1
                let acknowledged = ended.last("acknowledged") ?? next.commit
                let note = "seed \(seed), load \(number), round \(round): \(ended.errors)"
                #expect(ended.wasKilled, "\(note)")
                try await Self.checkByPosition(scratch.path, &next, acknowledged, note)
            }
            followed = next
        }
        #expect(resumedCount > 0 || !PeerReaders.isSoak)
        print(
            "kill: seed \(seed): \(Self.loadCount) loads, \(killCount) kills, \(resumedCount) went on"
        )
    }

    /// Whether the table is the one that is loaded; else it is all of the one before.
    static func isLoaded(
        _ path: String, instead before: TableModel?, _ loaded: TableModel, _ note: String
    ) async throws -> Bool {
        let blobs = LocalBlobStore(root: path, pool: ThreadPool(threadCount: 1))
        let store = TableStore(blobs)
        guard try await store.tableNames().contains("t") else {
            #expect(before == nil, "\(note)")
            return false
        }
        let table = try await store.table("t")
        #expect(try await table.verify().faults == [], "\(note)")
        let items = try await StreamedTable.items(of: table)
        let differences = try loaded.differences(from: items)
        if differences.isEmpty { return true }
        let before = try #require(before, "\(note): \(differences)")
        #expect(try before.differences(from: items) == [], "\(note)")
        return false
    }

    /// Expects what was acknowledged or, whole, the commit after it, as the table's position says.
    static func checkByPosition(
        _ path: String, _ followed: inout FollowedModel, _ acknowledged: Int, _ note: String
    ) async throws {
        let blobs = LocalBlobStore(root: path, pool: ThreadPool(threadCount: 1))
        let table = try await TableStore(blobs).table("t")
        #expect(try await table.verify().faults == [], "\(note)")
        let source = try table.positions().first { $0.partition == "source" }
        let commit = source?.position.flatMap { Int($0) } ?? 0
        #expect(commit == acknowledged || commit == acknowledged + 1, "\(note): \(commit)")
        guard commit >= followed.commit else { return }
        try followed.advance(to: commit)
        let differences = try followed.model.differences(
            from: try await StreamedTable.items(of: table))
        #expect(differences == [], "\(note)")
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
