import DDBBase
import DDBJSON
import DDBLocal
import Testing

@Suite struct StreamShardTests {
    @Test func `a shard is followed by another after four hours`() throws {
        let world = StreamWorld()
        let first = try world.shards()
        #expect(first.count == 1 && first[0].parent == nil && first[0].end == nil)
        world.advance(hours: 3.99)
        #expect(try world.shards() == first)
        world.advance(hours: 0.02)
        let shards = try world.shards()
        #expect(shards.count == 2)
        #expect(shards[0].id == first[0].id && shards[0].end != nil)
        #expect(shards[1].parent == first[0].id && shards[1].end == nil)
        #expect(try #require(shards[0].end) < shards[1].start)
        #expect(shards.map(\.id) == shards.map(\.id).sorted())
        // The id says when the shard was made.
        #expect(shards[1].id.hasPrefix("shardId-00000001760014400000-"))
        #expect(shards[1].id.utf8.count == 8 + 20 + 1 + 8)
    }

    @Test func `a stream that nobody asked for days has the shards of the last day`() throws {
        let world = StreamWorld()
        world.insert(0..<10)
        world.advance(hours: 30 * 24)
        let shards = try world.shards()
        #expect(shards.count >= 9 && shards.count <= 11)
        #expect(shards.filter { $0.end == nil }.count == 1)
        // The first parent is not listed any more.
        let ids = Set(shards.map(\.id))
        #expect(shards.filter { $0.parent.map { !ids.contains($0) } ?? true }.count == 1)
    }

    @Test func `a split shard has two children, and each key is in one of them`() throws {
        let world = StreamWorld()
        world.insert(0..<100)
        let parent = try world.shards()[0]
        let children = world.engine.split(
            streamARN: world.arn, shardID: parent.id, at: world.now)
        #expect(children.count == 2)
        world.insert(0..<100)
        let shards = try world.shards()
        #expect(shards.filter { $0.parent == parent.id }.map(\.id).sorted() == children.sorted())
        #expect(try Set(world.children(of: parent.id).map(\.id)) == Set(children))
        #expect(try world.children(of: children[0]).isEmpty)
        let keys = try children.map { child in
            try world.drain(world.iterator(child)).map {
                $0["dynamodb"]?["Keys"]?["pk"]?["S"]?.string ?? ""
            }
        }
        #expect(keys[0].count + keys[1].count == 100)
        #expect(!keys[0].isEmpty && !keys[1].isEmpty)
        #expect(Set(keys[0]).isDisjoint(with: keys[1]))
        #expect(try world.drain(world.iterator(parent.id)).count == 100)
    }

    @Test func `load splits shards, and changes of a key stay in order along the tree`() throws {
        let world = StreamWorld { $0.splitRecordsPerSecond = 50 }
        for round in 0..<40 {
            for key in 0..<20 {
                world.engine.append(
                    [StreamWorld.change(key, old: nil, new: "\(round)")],
                    tableARN: world.table.arn, at: world.now)
            }
            if round % 4 == 3 { world.advance(seconds: 1) }
            if round == 20 { world.advance(hours: 4) }
        }
        let shards = try world.shards()
        #expect(shards.count >= 5)
        // Children are listed behind their parents, so this is an order to read them in.
        var rounds: [String: [Int]] = [:]
        for shard in shards {
            for record in try world.drain(world.iterator(shard.id)) {
                let key = record["dynamodb"]?["Keys"]?["pk"]?["S"]?.string ?? ""
                let value = record["dynamodb"]?["NewImage"]?["v"]?["S"]?.string ?? ""
                rounds[key, default: []].append(Int(value) ?? -1)
            }
        }
        #expect(rounds.count == 20)
        #expect(rounds.values.allSatisfy { $0 == Array(0..<40) })
    }

    @Test func `a listing comes in pages`() throws {
        let world = StreamWorld { $0.initialShards = 250 }
        #expect(try world.shards().count == 250)
        for limit in [1, 7, 99, 100] {
            #expect(try world.shards(limit: limit) == world.shards())
        }
        let page = try world.describe()
        #expect(page["Shards"]?.array?.count == 100)
        #expect(
            page["LastEvaluatedShardId"]?.string == page["Shards"]?.array?.last?["ShardId"]?.string)
        #expect(
            try world.describe([
                ("ExclusiveStartShardId", .string(String(repeating: "z", count: 40)))
            ])["Shards"]?.array?.isEmpty == true)
    }

    @Test func `ten thousand shards roll over, and records find their shard`() throws {
        let world = StreamWorld {
            $0.initialShards = 10_000
            $0.shardLifeSpread = .seconds(600)
        }
        world.advance(hours: 5)
        #expect(
            world.engine.openShards(streamARN: world.arn, at: world.now).count == 10_000)
        world.insert(0..<10)
        let shards = try world.shards()
        #expect(shards.count == 20_000)
        #expect(Set(shards.map(\.id)).count == 20_000)
        #expect(shards.filter { $0.end != nil }.allSatisfy { $0.parent == nil })
    }

    @Test func `a description says what the stream is`() throws {
        let world = StreamWorld(viewType: .keysOnly)
        let description = try world.describe()
        #expect(description["StreamArn"]?.string == world.arn)
        #expect(description["StreamLabel"]?.string == "2026-01-01T00:00:00.000")
        #expect(description["StreamStatus"]?.string == "ENABLED")
        #expect(description["StreamViewType"]?.string == "KEYS_ONLY")
        #expect(description["TableName"]?.string == "music")
        #expect(description["CreationRequestDateTime"]?.numberText == "1760000000")
        let keys = description["KeySchema"]?.array?.map {
            ($0["AttributeName"]?.string ?? "") + ":" + ($0["KeyType"]?.string ?? "")
        }
        #expect(keys == ["pk:HASH", "sk:RANGE"])
        #expect(description["LastEvaluatedShardId"] == nil)
    }

    @Test func `listings lag behind on request`() throws {
        let world = StreamWorld()
        let parent = try world.shards()[0]
        let children = world.engine.split(streamARN: world.arn, shardID: nil, at: world.now)
        world.stale = .openParents
        #expect(try world.shards().allSatisfy { $0.end == nil })
        world.stale = .missingNewest
        let listed = try world.shards()
        #expect(listed.map(\.id) == [parent.id] && listed[0].end != nil)
        world.stale = .noChildren
        #expect(try world.children(of: parent.id).isEmpty)
        #expect(try world.shards().count == 3)
        world.stale = .emptyPages
        let first = try world.describe([("Limit", .integer(2))])
        let last = try #require(first["LastEvaluatedShardId"])
        let second = try world.describe([("ExclusiveStartShardId", last)])
        #expect(second["Shards"]?.array?.isEmpty == true)
        #expect(second["LastEvaluatedShardId"] == last)
        world.stale = []
        #expect(try Set(world.children(of: parent.id).map(\.id)) == Set(children))
    }

    @Test func `disabling closes all shards, and enabling begins another stream`() throws {
        let world = StreamWorld()
        world.insert(0..<5)
        let old = world.arn
        world.advance(hours: 1)
        world.engine.disable(tableARN: world.table.arn, at: world.now)
        #expect(try world.describe()["StreamStatus"]?.string == "DISABLED")
        let shards = try world.shards()
        #expect(shards.count == 1 && shards[0].end != nil)
        world.insert(5..<9)
        world.enable()
        world.insert(9..<12)
        #expect(world.arn != old)
        #expect(try world.drain(world.iterator(world.shards()[0].id)).count == 3)
        let listed = try world.call("ListStreams", [("TableName", .string("music"))])
        #expect(listed["Streams"]?.array?.map { $0["StreamArn"]?.string } == [old, world.arn])
        // What the old stream has recorded can be read for a day.
        world.advance(hours: 22.9)
        #expect(
            try world.refusal("DescribeStream", [("StreamArn", .string(old))]) == nil)
        world.advance(hours: 1.2)
        #expect(
            try world.refusal("DescribeStream", [("StreamArn", .string(old))])
                == "ResourceNotFoundException: Requested resource not found: Stream: \(old) not found"
        )
        #expect(try world.call("ListStreams", [])["Streams"]?.array?.count == 1)
    }

    @Test func `streams are listed in pages, by table or all`() throws {
        let world = StreamWorld()
        for index in 0..<150 {
            let name = "table\(1000 + index)"
            world.engine.enable(
                StreamTable(
                    name: name, arn: "arn:aws:dynamodb:eu-west-1:000000000000:table/\(name)",
                    keys: ["pk"]), label: "2026-01-01T00:00:00.000", viewType: .keysOnly,
                at: world.now)
        }
        var names: [String] = []
        var last: JSONValue?
        repeat {
            let reply = try world.call(
                "ListStreams", last.map { [("ExclusiveStartStreamArn", $0)] } ?? [])
            names += (reply["Streams"]?.array ?? []).map { $0["TableName"]?.string ?? "" }
            last = reply["LastEvaluatedStreamArn"]
        } while last != nil
        #expect(names.count == 151 && Set(names).count == 151)
        let none = try world.call("ListStreams", [("TableName", .string("none"))])
        #expect(none["Streams"]?.array?.isEmpty == true)
    }
}
