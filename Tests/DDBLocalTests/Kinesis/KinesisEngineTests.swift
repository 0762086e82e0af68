import DDBBase
import DDBJSON
import DDBLocal
import Testing

@Suite struct KinesisEngineTests {
    @Test func `records come back from the shard of their partition key`() throws {
        let world = try KinesisWorld(shardCount: 4)
        var places: [String: [String]] = [:]
        for index in 0..<100 {
            let place = try world.put("record \(index)", key: "key \(index % 10)")
            places[place.shard, default: []].append("record \(index)")
        }
        #expect(places.count > 1)
        for shard in try world.shardIDs() {
            let page = try world.page(world.iterator(shard))
            #expect(KinesisWorld.texts(page) == places[shard] ?? [])
            #expect(page["MillisBehindLatest"]?.integer == 0)
        }
    }

    @Test func `a partition key has the place of its MD5`() throws {
        let world = try KinesisWorld(shardCount: 2)
        // The MD5 of "a" is 0cc175b9..., that of "key 1" begins with 8 or more where it is in the
        // upper half.
        #expect(try world.put("x", key: "a").shard == "shardId-000000000000")
        let data: (String, JSONValue) = ("Data", .string("eA=="))
        let high = try world.call(
            "PutRecord",
            [
                KinesisWorld.name, data, ("PartitionKey", .string("a")),
                ("ExplicitHashKey", .string("340282366920938463463374607431768211455")),
            ])
        #expect(high["ShardId"]?.string == "shardId-000000000001")
        #expect(
            try world.refusal(
                "PutRecord",
                [
                    KinesisWorld.name, data, ("PartitionKey", .string("a")),
                    ("ExplicitHashKey", .string("340282366920938463463374607431768211456")),
                ]) == "InvalidArgumentException")
    }

    @Test func `a record has what Kinesis says of it`() throws {
        let world = try KinesisWorld()
        world.advance(seconds: 0.25)
        let place = try world.put("x", key: "k")
        let record = try #require(
            world.page(world.iterator(place.shard))["Records"]?.array?.first)
        #expect(record["ApproximateArrivalTimestamp"]?.numberText == "1760000000.250")
        #expect(record["PartitionKey"]?.string == "k")
        #expect(record["SequenceNumber"]?.string == place.sequence)
        #expect(place.sequence.utf8.count == 56)
    }

    @Test func `a split shard ends and names its children`() throws {
        let world = try KinesisWorld()
        for index in 0..<10 { try world.put("before \(index)", key: "key \(index)") }
        let middle = "170141183460469231731687303715884105728"
        let parent = try world.shardIDs()[0]
        _ = try world.call(
            "SplitShard",
            [
                KinesisWorld.name, ("ShardToSplit", .string(parent)),
                ("NewStartingHashKey", .string(middle)),
            ])
        let shards = try world.shards()
        #expect(shards.count == 3)
        #expect(shards[0]["SequenceNumberRange"]?["EndingSequenceNumber"] != nil)
        #expect(shards[2]["ParentShardId"]?.string == parent)
        #expect(shards[2]["HashKeyRange"]?["StartingHashKey"]?.string == middle)
        var page = try world.page(world.iterator(parent), limit: 9)
        #expect(page["ChildShards"] == nil)
        page = try world.page(try #require(page["NextShardIterator"]?.string))
        #expect(KinesisWorld.texts(page).count == 1)
        #expect(page["NextShardIterator"]?.isNull == true)
        let children = page["ChildShards"]?.array?.map { $0["ShardId"]?.string ?? "" }
        #expect(children == ["shardId-000000000001", "shardId-000000000002"])
        #expect(
            try world.refusal(
                "SplitShard",
                [
                    KinesisWorld.name, ("ShardToSplit", .string(parent)),
                    ("NewStartingHashKey", .string(middle)),
                ]) == "InvalidArgumentException")
    }

    @Test func `merged shards have one child of two parents`() throws {
        let world = try KinesisWorld(shardCount: 3)
        let shards = try world.shardIDs()
        func merge(_ first: Int, _ second: Int) throws -> String? {
            try world.refusal(
                "MergeShards",
                [
                    KinesisWorld.name, ("ShardToMerge", .string(shards[first])),
                    ("AdjacentShardToMerge", .string(shards[second])),
                ])
        }
        #expect(try merge(0, 2) == "InvalidArgumentException")
        #expect(try merge(1, 0) == nil)
        let child = try #require(world.shards().last)
        #expect(child["ParentShardId"]?.string == shards[1])
        #expect(child["AdjacentParentShardId"]?.string == shards[0])
        #expect(child["HashKeyRange"]?["StartingHashKey"]?.string == "0")
        let page = try world.page(world.iterator(shards[0]))
        let children = try #require(page["ChildShards"]?.array)
        #expect(children.count == 1)
        #expect(children[0]["ParentShards"]?.array?.map(\.string) == [shards[1], shards[0]])
    }

    @Test func `listings have pages and filters`() throws {
        let world = try KinesisWorld(shardCount: 5)
        let start = world.now
        var ids: [String] = []
        var token: String?
        repeat {
            let members: [(String, JSONValue)] =
                token.map { [("NextToken", .string($0))] } ?? [KinesisWorld.name]
            let reply = try world.call("ListShards", members + [("MaxResults", .integer(2))])
            ids += (reply["Shards"]?.array ?? []).map { $0["ShardId"]?.string ?? "" }
            token = reply["NextToken"]?.string
            if let token, ids.count == 2 {
                #expect(
                    try world.refusal(
                        "ListShards", [KinesisWorld.name, ("NextToken", .string(token))])
                        == "InvalidArgumentException")
            }
        } while token != nil
        #expect(try ids == world.shardIDs() && ids.count == 5)
        let first = try world.call("ListShards", [KinesisWorld.name, ("MaxResults", .integer(1))])
        world.advance(seconds: 301)
        #expect(
            try world.refusal("ListShards", [("NextToken", try #require(first["NextToken"]))])
                == "ExpiredNextTokenException")
        _ = try world.call(
            "MergeShards",
            [
                KinesisWorld.name, ("ShardToMerge", .string(ids[0])),
                ("AdjacentShardToMerge", .string(ids[1])),
            ])
        world.advance(seconds: 10)
        #expect(try world.shardIDs("AT_LATEST") == Array(ids[2...]) + ["shardId-000000000005"])
        #expect(try world.shardIDs("AT_TRIM_HORIZON") == ids)
        #expect(try world.shardIDs("FROM_TRIM_HORIZON").count == 6)
        #expect(try world.shardIDs("AFTER_SHARD_ID", ("ShardId", .string(ids[3]))).count == 2)
        let early = JSONValue.number("\(start.milliseconds / 1000 + 5)")
        #expect(try world.shardIDs("AT_TIMESTAMP", ("Timestamp", early)) == ids)
        let late = JSONValue.number("\(start.milliseconds / 1000 + 305)")
        #expect(try world.shardIDs("FROM_TIMESTAMP", ("Timestamp", late)).count == 4)
        world.stale = .missingNewest
        #expect(try world.shardIDs() == ids)
    }

    @Test func `iterators begin at numbers and at times, and expire`() throws {
        let world = try KinesisWorld()
        let shard = try world.shardIDs()[0]
        var sequences: [String] = []
        for index in 0..<5 {
            sequences.append(try world.put("\(index)", key: "k").sequence)
            world.advance(seconds: 1)
        }
        func texts(_ type: String, _ member: (String, JSONValue)? = nil) throws -> [String] {
            KinesisWorld.texts(try world.page(world.iterator(shard, type, member)))
        }
        let number: (String, JSONValue) = ("StartingSequenceNumber", .string(sequences[2]))
        #expect(try texts("AT_SEQUENCE_NUMBER", number) == ["2", "3", "4"])
        #expect(try texts("AFTER_SEQUENCE_NUMBER", number) == ["3", "4"])
        #expect(
            try texts("AT_TIMESTAMP", ("Timestamp", .number("1760000001.5"))) == ["2", "3", "4"])
        #expect(try texts("AT_TIMESTAMP", ("Timestamp", .number("1.760000003E9"))) == ["3", "4"])
        #expect(try texts("LATEST").isEmpty)
        let page = try world.page(world.iterator(shard), limit: 2)
        #expect(page["MillisBehindLatest"]?.integer == 4000)
        let next = try #require(page["NextShardIterator"]?.string)
        world.advance(seconds: 301)
        #expect(
            try world.refusal("GetRecords", [("ShardIterator", .string(next))])
                == "ExpiredIteratorException")
        // What is gone is passed over without a word.
        world.advance(seconds: 24 * 3600 - 303)
        #expect(
            try texts(
                "AT_SEQUENCE_NUMBER", ("StartingSequenceNumber", .string(sequences[0])))
                == ["3", "4"])
    }

    @Test func `reads of a shard are throttled by calls and by bytes`() throws {
        let world = try KinesisWorld {
            $0.readsPerSecond = 5
            $0.readBytesPerSecond = 1000
        }
        let shard = try world.shardIDs()[0]
        let iterator = try world.iterator(shard)
        for _ in 0..<5 { _ = try world.page(iterator) }
        let members: [(String, JSONValue)] = [("ShardIterator", .string(iterator))]
        #expect(
            try world.refusal("GetRecords", members) == "ProvisionedThroughputExceededException")
        world.nanoseconds += 1_000_000_000
        try world.put(String(repeating: "x", count: 2000), key: "k")
        _ = try world.page(iterator)
        world.nanoseconds += 1_000_000_000
        #expect(
            try world.refusal("GetRecords", members) == "ProvisionedThroughputExceededException")
        world.nanoseconds += 1_000_000_000
        #expect(try world.refusal("GetRecords", members) == nil)
    }

    @Test func `several records are put at once, and some fail on request`() throws {
        let world = try KinesisWorld()
        let records = (0..<10).map { index -> JSONValue in
            var record = JSONObject()
            record["Data"] = .string("eA==")
            record["PartitionKey"] = .string("k\(index)")
            return .object(record)
        }
        var reply = try world.call(
            "PutRecords", [KinesisWorld.name, ("Records", .array(records))])
        #expect(reply["FailedRecordCount"]?.integer == 0)
        world.failsRecords = true
        reply = try world.call("PutRecords", [KinesisWorld.name, ("Records", .array(records))])
        #expect(reply["FailedRecordCount"]?.integer == 5)
        let failed = reply["Records"]?.array?.filter { $0["ErrorCode"] != nil }
        #expect(failed?.count == 5)
        let shard = try world.shardIDs()[0]
        #expect(KinesisWorld.texts(try world.page(world.iterator(shard))).count == 15)
        #expect(
            try world.refusal(
                "PutRecords",
                [
                    KinesisWorld.name,
                    ("Records", .array(Array(repeating: records[0], count: 501))),
                ]) == "ValidationException")
    }

    @Test func `streams are made, described, listed and deleted`() throws {
        let world = try KinesisWorld(shardCount: 3)
        #expect(
            try world.refusal("CreateStream", [KinesisWorld.name]) == "ResourceInUseException")
        #expect(
            try world.refusal("CreateStream", [("StreamName", .string("no good"))])
                == "ValidationException")
        let summary = try world.call("DescribeStreamSummary", [KinesisWorld.name])
        let description = try #require(summary["StreamDescriptionSummary"])
        #expect(description["StreamStatus"]?.string == "ACTIVE")
        #expect(description["OpenShardCount"]?.integer == 3)
        #expect(description["StreamARN"]?.string == world.engine.arn("events"))
        let page = try world.call(
            "DescribeStream", [KinesisWorld.name, ("Limit", .integer(2))])
        #expect(page["StreamDescription"]?["HasMoreShards"]?.bool == true)
        #expect(page["StreamDescription"]?["Shards"]?.array?.count == 2)
        let last = try #require(page["StreamDescription"]?["Shards"]?.array?.last?["ShardId"])
        let rest = try world.call(
            "DescribeStream", [KinesisWorld.name, ("ExclusiveStartShardId", last)])
        #expect(rest["StreamDescription"]?["HasMoreShards"]?.bool == false)
        #expect(rest["StreamDescription"]?["Shards"]?.array?.count == 1)
        let byARN = try world.call(
            "DescribeStreamSummary", [("StreamARN", .string(world.engine.arn("events")))])
        #expect(byARN == summary)
        #expect(try world.call("ListStreams", [])["StreamNames"]?.array?.count == 1)
        _ = try world.call("DeleteStream", [KinesisWorld.name])
        #expect(
            try world.refusal("DescribeStreamSummary", [KinesisWorld.name])
                == "ResourceNotFoundException")
    }
}
