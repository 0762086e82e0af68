import DDBBase
import DDBJSON
import DDBLocal
import DDBTestKit
import Synchronization
import Testing

/// What is kept of streams brings them back as they were.
@Suite struct StreamKeepingTests {
    final class Notes: Sendable {
        private let list = Mutex<[[UInt8]]>([])
        var all: [[UInt8]] { list.withLock { $0 } }

        func append(_ note: [UInt8]) { list.withLock { $0.append(note) } }
    }

    /// A world with splits, a roll over, trimmed records and a stream that was disabled.
    private static func world(_ notes: Notes) -> StreamWorld {
        let world = StreamWorld { $0.splitRecordsPerSecond = 0 }
        world.engine.attach { notes.append($0) }
        world.engine.disable(tableARN: world.table.arn, at: world.now)
        world.enable()
        world.insert(0..<30)
        _ = world.engine.split(streamARN: world.arn, shardID: nil, at: world.now)
        world.advance(hours: 3)
        world.insert(30..<60)
        world.advance(hours: 22)
        world.engine.timePassed(world.now)
        return world
    }

    private static func view(_ world: StreamWorld) throws -> [String] {
        try world.shards().map { shard in
            let records = try world.drain(world.iterator(shard.id))
            let texts = records.map { String(decoding: $0.bytes, as: UTF8.self) }
            return "\(shard) \(texts.joined(separator: "\n"))"
        }
    }

    private static func restored(_ world: StreamWorld, _ notes: some Sequence<[UInt8]>) throws
        -> StreamWorld
    {
        let other = StreamWorld(restoring: world)
        for note in notes { try #require(other.engine.restore(note)) }
        return other
    }

    @Test func `a snapshot brings back shards and records`() throws {
        let world = Self.world(Notes())
        let other = try Self.restored(world, world.engine.snapshot())
        #expect(try Self.view(other) == Self.view(world))
        #expect(try other.call("ListStreams", []) == world.call("ListStreams", []))
        // What was trimmed is still known to be gone.
        let first = try #require(world.shards().first)
        let members = world.iteratorMembers(first.id, "AT_SEQUENCE_NUMBER", first.start.text)
        let refusal = try world.refusal("GetShardIterator", members)
        #expect(refusal?.hasPrefix("TrimmedDataAccessException") == true)
        #expect(try other.refusal("GetShardIterator", members) == refusal)
    }

    @Test func `a restored stream goes on behind its last record`() throws {
        let world = Self.world(Notes())
        let other = try Self.restored(world, world.engine.snapshot())
        let before = try Self.view(other).joined().count
        other.insert(60..<70)
        #expect(try Self.view(other).joined().count > before)
        for shard in try other.shards() {
            let numbers = try other.drain(other.iterator(shard.id)).compactMap {
                $0["dynamodb"]?["SequenceNumber"]?.string.flatMap { SequenceNumber($0) }
            }
            #expect(zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 })
            #expect(numbers.allSatisfy { $0 > shard.start })
        }
    }

    @Test func `the notes of everything that happened bring back the same`() throws {
        let notes = Notes()
        let world = Self.world(notes)
        // The first stream of the world was enabled before anybody listened.
        let known = notes.all.drop { $0.first != 1 }
        let other = try Self.restored(world, known)
        #expect(try Self.view(other) == Self.view(world))
    }

    @Test func `every truncation of a note and every other byte of it is refused or read`() throws {
        let world = Self.world(Notes())
        for note in world.engine.snapshot().prefix(40) {
            for count in 0..<note.count {
                let engine = StreamWorld(restoring: world).engine
                #expect(!engine.restore(Array(note.prefix(count))))
            }
        }
        let random = SeededRandom(seed: 5)
        for note in world.engine.snapshot().prefix(200) {
            var changed = note
            changed[random.number(below: note.count)] ^= UInt8(1 << random.number(below: 8))
            _ = StreamWorld(restoring: world).engine.restore(changed)
        }
    }
}
