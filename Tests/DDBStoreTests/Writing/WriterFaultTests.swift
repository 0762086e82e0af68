import DDBBase
import DDBStorage
import DDBStore
import DDBTestKit
import Testing

/// A store that fails on the way: what was said to be committed is there, and nothing twice.
@Suite struct WriterFaultTests {
    private static let rounds: [[[TestChange]]] = [
        [(0..<8).map { .put("key-\($0)", "\"v\":{\"N\":\"1\"}") }],
        [
            [.put("key-1", "\"v\":{\"N\":\"2\"}"), .delete("key-2")],
            [.put("key-1", "\"v\":{\"S\":\"text\"},\"new\":{\"N\":\"1\"}"), .put("key-9")],
        ],
        [[.put("key-3", "\"new\":{\"S\":\"other\"}"), .delete("key-1")]],
    ]

    /// Commits all rounds that are not there yet, and says how many were said to be.
    private static func run(_ fixture: WriterFixture) async throws -> Int {
        var options = WriterFixture.options
        options.maintenance = .off
        let writer = try await fixture.writer(options)
        var done = writer.positions.first?.position.flatMap { Int($0) } ?? 0
        for round in rounds[done...] {
            try await WriterFixture.commit(
                round, to: writer, [SavedPosition(partition: "p", position: "\(done + 1)")])
            done += 1
        }
        try await writer.close()
        return done
    }

    private static func model(_ count: Int) throws -> ChangeModel {
        var model = ChangeModel()
        for lane in rounds[..<count].joined() { try model.apply(lane) }
        return model
    }

    @Test(arguments: [BlobFault.refused(.unavailable), .refused(.full), .replyLost])
    func `every call may fail and another writer goes on`(fault: BlobFault) async throws {
        var number = 1
        while true {
            let disk = MemoryBlobStore()
            let faulty = FaultyBlobStore(disk, failing: number, with: fault)
            do {
                let done = try await Self.run(WriterFixture(faulty, seed: UInt64(number)))
                #expect(done == Self.rounds.count)
            } catch {
                // What is there now is some round whole.
                let fixture = WriterFixture(disk)
                let found = try await fixture.items()
                let states = try (0...Self.rounds.count).map { try Self.model($0).items }
                #expect(states.contains(found), "call \(number): \(error)")
            }
            let again = WriterFixture(disk, seed: 99)
            #expect(try await Self.run(again) == Self.rounds.count)
            try await again.expect(try Self.model(Self.rounds.count), "call \(number) \(fault)")
            if faulty.callCount < number { break }
            number += 1
        }
        #expect(number > 20)
    }

    @Test(arguments: [CrashFate.dropped, .kept])
    func `every write may be the last of a machine`(fate: CrashFate) async throws {
        var number = 1
        while true {
            let disk = MemoryBlobStore()
            let store = CrashBlobStore(disk, crashingAt: number, fate: fate)
            do {
                _ = try await Self.run(WriterFixture(store, seed: UInt64(number)))
            } catch {
                #expect(store.hasCrashed, "write \(number): \(error)")
            }
            let again = WriterFixture(disk, seed: 99)
            #expect(try await Self.run(again) == Self.rounds.count)
            try await again.expect(try Self.model(Self.rounds.count), "write \(number) \(fate)")
            if !store.hasCrashed { break }
            number += 1
        }
        #expect(number > 8)
    }
}
