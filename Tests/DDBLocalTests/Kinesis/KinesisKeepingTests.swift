import DDBBase
import DDBJSON
import DDBLocal
import DDBTestKit
import Testing

/// Kinesis streams and destinations that are written down as notes and brought back.
@Suite struct KinesisKeepingTests {
    /// Splits, a merge, a stream that is gone, and records that are too old.
    private static func world(_ notes: KeptNotes? = nil) throws -> KinesisWorld {
        let world = try KinesisWorld(shardCount: 2, notes: notes) {
            $0.retention = .seconds(3600)
        }
        _ = try world.call("CreateStream", [("StreamName", .string("gone"))])
        for index in 0..<40 { try world.put("old \(index)", key: "\(index)") }
        world.advance(seconds: 3000)
        for index in 0..<40 { try world.put("young \(index)", key: "\(index)") }
        let ids = try world.shardIDs()
        let half = String(UInt128.max / 4)
        _ = try world.call(
            "SplitShard",
            [
                KinesisWorld.name, ("ShardToSplit", .string(ids[0])),
                ("NewStartingHashKey", .string(half)),
            ])
        _ = try world.call(
            "MergeShards",
            [
                KinesisWorld.name, ("ShardToMerge", .string("shardId-000000000003")),
                ("AdjacentShardToMerge", .string(ids[1])),
            ])
        for index in 0..<40 { try world.put("split \(index)", key: "\(index)") }
        _ = try world.call("DeleteStream", [("StreamName", .string("gone"))])
        world.advance(seconds: 1000)
        return world
    }

    private static func view(_ world: KinesisWorld) throws -> [String] {
        let listed = try world.call("ListStreams", [])
        return try [String(decoding: listed.bytes, as: UTF8.self)]
            + world.shards().flatMap { shard in
                let page = try world.page(world.iterator(shard["ShardId"]?.string ?? ""))
                let records = page["Records"]?.array ?? []
                return ([shard] + records).map { String(decoding: $0.bytes, as: UTF8.self) }
            }
    }

    private static func restored(
        _ world: KinesisWorld, _ notes: some Sequence<[UInt8]>
    ) throws -> KinesisWorld {
        let other = KinesisWorld(emptyAt: world)
        for note in notes { try #require(other.engine.restore(note)) }
        return other
    }

    private static func snapshot(_ world: KinesisWorld) -> [[UInt8]] {
        var notes: [[UInt8]] = []
        world.engine.stillWithSnapshot { notes = Array($0) }
        return notes
    }

    @Test func `a snapshot brings back shards and records`() throws {
        let world = try Self.world()
        let view = try Self.view(world)
        #expect(view.count == 1 + 5 + 80)
        let other = try Self.restored(world, Self.snapshot(world))
        #expect(try Self.view(other) == view)
    }

    @Test func `the notes of everything that happened bring back the same`() throws {
        let notes = KeptNotes()
        let world = try Self.world(notes)
        let other = try Self.restored(world, notes.all)
        #expect(try Self.view(other) == Self.view(world))
    }

    @Test func `a restored stream goes on behind all numbers that were given`() throws {
        let world = try Self.world()
        let given = try (0..<10).map { try world.put("last", key: "\($0)").sequence }.max() ?? ""
        // By then all records are gone.
        world.advance(seconds: 4000)
        #expect(try Self.view(world).count < 10)
        let other = try Self.restored(world, Self.snapshot(world))
        let next = try other.put("next", key: "x")
        #expect(next.sequence > given)
        _ = try other.call(
            "SplitShard",
            [
                KinesisWorld.name, ("ShardToSplit", .string(next.shard)),
                ("NewStartingHashKey", .string(String(UInt128.max / 16 * 15))),
            ])
        let ids = try other.shardIDs()
        #expect(Set(ids).count == ids.count && ids.last == "shardId-000000000006")
    }

    @Test func `every truncation of a note is refused, and every other byte of it does no harm`()
        throws
    {
        let world = try Self.world()
        let notes = Self.snapshot(world)
        for note in notes.prefix(40) {
            for count in 0..<note.count {
                #expect(!KinesisWorld(emptyAt: world).engine.restore(Array(note.prefix(count))))
            }
        }
        let random = SeededRandom(seed: 5)
        let other = KinesisWorld(emptyAt: world)
        for note in notes {
            var changed = note
            changed[random.number(below: note.count)] ^= UInt8(1 << random.number(below: 8))
            _ = other.engine.restore(changed)
            _ = other.engine.restore(note)
        }
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `destinations come back with what they hold back`(seed: UInt64) throws {
        let world = try KinesisWorld { $0.reorderedMax = 5 }
        let notes = KeptNotes()
        let destinations = KinesisDestinations(world.engine, random: SeededRandom(seed: seed))
        destinations.attach { notes.add($0) }
        let random = SeededRandom(seed: seed ^ 77)
        let tables = ["arn:a", "arn:b"]
        let stream = world.engine.arn("events")
        for step in 0..<120 {
            let table = tables[random.number(below: 2)]
            switch random.number(below: 12) {
            case 0: _ = destinations.disable(tableARN: table, streamARN: stream, at: world.now)
            case 1: destinations.forget(tableARN: table, at: world.now)
            case 2: destinations.timePassed(world.now)
            case 3, 4:
                _ = destinations.enable(
                    tableARN: table, tableName: "t", streamARN: stream,
                    isMicrosecond: random.number(below: 2) == 0, at: world.now)
            default:
                destinations.append(
                    [StreamWorld.change(step, old: nil, new: "v")], tableARN: table, at: world.now)
            }
            world.advance(seconds: 1)
        }
        let told = Self.told(destinations, world)
        for kept in [notes.all, Self.snapshot(destinations)] {
            let other = KinesisDestinations(world.engine, random: SeededRandom(seed: 1))
            for note in kept { try #require(other.restore(note)) }
            #expect(Self.told(other, world) == told)
            #expect(Set(Self.snapshot(other)) == Set(Self.snapshot(destinations)))
        }
    }

    private static func told(
        _ destinations: KinesisDestinations, _ world: KinesisWorld
    ) -> [KinesisDestinations.Description] {
        ["arn:a", "arn:b"].flatMap { destinations.describe(tableARN: $0, at: world.now) }
    }

    private static func snapshot(_ destinations: KinesisDestinations) -> [[UInt8]] {
        var notes: [[UInt8]] = []
        destinations.stillWithSnapshot { notes = $0 }
        return notes
    }

    @Test func `a destination is being enabled and disabled for a while`() throws {
        let world = try KinesisWorld()
        let destinations = KinesisDestinations(
            world.engine, transition: .seconds(5), random: SeededRandom(seed: 3))
        let stream = world.engine.arn("events")
        let status = { destinations.describe(tableARN: "arn:a", at: world.now).map(\.status) }
        #expect(
            destinations.enable(
                tableARN: "arn:a", tableName: "t", streamARN: stream, at: world.now))
        #expect(status() == ["ENABLING"])
        world.advance(seconds: 5)
        #expect(status() == ["ACTIVE"])
        #expect(destinations.disable(tableARN: "arn:a", streamARN: stream, at: world.now))
        #expect(status() == ["DISABLING"])
        world.advance(seconds: 5)
        #expect(status() == ["DISABLED"])
    }
}
