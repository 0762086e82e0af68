import DDBBase
import DDBJSON
import DDBLocal
import Testing

@Suite struct StreamIteratorTests {
    @Test func `each type of iterator begins where it says`() throws {
        let world = StreamWorld()
        world.insert(0..<10)
        let shard = try world.shards()[0]
        let all = try world.page(world.iterator(shard.id)).sequences
        #expect(all.count == 10)
        let middle = all[4]
        #expect(
            try world.page(world.iterator(shard.id, "AT_SEQUENCE_NUMBER", middle)).sequences
                == Array(all[4...]))
        #expect(
            try world.page(world.iterator(shard.id, "AFTER_SEQUENCE_NUMBER", middle)).sequences
                == Array(all[5...]))
        #expect(
            try world.page(world.iterator(shard.id, "AT_SEQUENCE_NUMBER", shard.start.text))
                .sequences == all)
        let latest = try world.iterator(shard.id, "LATEST")
        #expect(try world.page(latest).records.isEmpty)
        world.insert(10..<12)
        #expect(try world.page(latest).records.count == 2)
        #expect(
            try world.page(world.iterator(shard.id, "AFTER_SEQUENCE_NUMBER", all[9])).records.count
                == 2)
    }

    @Test func `pages have a thousand records, or a megabyte, or as many as are asked for`() throws
    {
        let world = StreamWorld { $0.splitRecordsPerSecond = 0 }
        world.insert(0..<2500)
        let shard = try world.shards()[0].id
        let first = try world.page(world.iterator(shard))
        #expect(first.records.count == 1000)
        let second = try world.page(try #require(first.next), limit: 7)
        #expect(second.records.count == 7)
        #expect(try world.drain(try #require(second.next)).count == 1493)
        world.insert(0..<12, value: String(repeating: "x", count: 300_000))
        let large = try world.page(
            world.iterator(
                shard, "AFTER_SEQUENCE_NUMBER",
                world.drain(world.iterator(shard))[2499]["dynamodb"]?["SequenceNumber"]?.string))
        #expect(large.records.count == 3)
        #expect(try world.drain(try #require(large.next)).count == 9)
        // A record that is larger than a page comes alone.
        world.insert(0..<2, value: String(repeating: "y", count: 1_500_000))
        let records = try world.drain(world.iterator(shard))
        #expect(records.count == 2514)
    }

    @Test func `an open shard always has a next iterator, a closed one until it is read`() throws {
        for seed in 0..<8 {
            let world = StreamWorld(seed: UInt64(seed))
            world.insert(0..<5)
            let shard = try world.shards()[0].id
            var page = try world.page(world.iterator(shard))
            #expect(page.records.count == 5 && page.next != nil)
            for _ in 0..<5 {
                page = try world.page(try #require(page.next))
                #expect(page.records.isEmpty)
            }
            _ = world.engine.roll(streamARN: world.arn, shardID: shard, at: world.now)
            page = try world.page(try #require(page.next))
            #expect(page.records.isEmpty && page.next == nil)
        }
    }

    @Test func `the last page of a closed shard has records, or an empty one follows it`() throws {
        var endings: Set<Bool> = []
        for seed in 0..<20 {
            let world = StreamWorld(seed: UInt64(seed))
            world.insert(0..<5)
            let shard = try world.shards()[0].id
            _ = world.engine.roll(streamARN: world.arn, shardID: shard, at: world.now)
            #expect(try world.page(world.iterator(shard), limit: 3).next != nil)
            let page = try world.page(world.iterator(shard))
            #expect(page.records.count == 5)
            endings.insert(page.next == nil)
            if let next = page.next {
                let last = try world.page(next)
                #expect(last.records.isEmpty && last.next == nil)
            }
        }
        #expect(endings == [true, false])
    }

    @Test func `iterators expire after fifteen minutes, each for itself`() throws {
        let world = StreamWorld()
        world.insert(0..<5)
        let shard = try world.shards()[0].id
        let iterator = try world.iterator(shard)
        world.advance(seconds: 900)
        let next = try #require(try world.page(iterator, limit: 2).next)
        world.advance(seconds: 1)
        #expect(
            try world.refusal("GetRecords", [("ShardIterator", .string(iterator))])?
                .hasPrefix("ExpiredIteratorException: The shard iterator has expired") == true)
        #expect(try world.page(next).records.count == 3)
        world.isIteratorExpired = true
        #expect(
            try world.refusal("GetRecords", [("ShardIterator", .string(next))])?
                .hasPrefix("ExpiredIteratorException") == true)
    }

    @Test func `records are gone after a day, and those who ask for them are told`() throws {
        let world = StreamWorld()
        world.insert(0..<5)
        let shard = try world.shards()[0]
        let sequences = try world.page(world.iterator(shard.id)).sequences
        world.advance(hours: 2)
        world.insert(5..<8)
        world.advance(hours: 21.9)
        #expect(try world.drain(world.iterator(shard.id)).count == 8)
        let early = try world.iterator(shard.id, "AT_SEQUENCE_NUMBER", sequences[0])
        let horizon = try world.iterator(shard.id)
        world.advance(seconds: 12 * 60)
        let trimmed =
            "TrimmedDataAccessException: "
            + "The operation attempted to read past the oldest stream record in a shard."
        #expect(try world.refusal("GetRecords", [("ShardIterator", .string(early))]) == trimmed)
        #expect(try world.page(horizon).records.count == 3)
        for (type, index) in [("AT_SEQUENCE_NUMBER", 4), ("AFTER_SEQUENCE_NUMBER", 3)] {
            #expect(
                try world.refusal(
                    "GetShardIterator", world.iteratorMembers(shard.id, type, sequences[index]))
                    == trimmed)
        }
        #expect(
            try world.refusal(
                "GetShardIterator",
                world.iteratorMembers(shard.id, "AT_SEQUENCE_NUMBER", shard.start.text)) == trimmed)
        // Nothing is lost to those who have read all that is gone.
        #expect(
            try world.page(world.iterator(shard.id, "AFTER_SEQUENCE_NUMBER", sequences[4]))
                .records.count == 3)
        // The shard is read to its end when nothing is left, and is not listed for ever.
        world.advance(hours: 3)
        #expect(try world.drain(world.iterator(shard.id)).isEmpty)
        world.advance(hours: 14)
        #expect(try world.shards().allSatisfy { $0.id != shard.id })
        #expect(
            try world.refusal(
                "GetShardIterator", world.iteratorMembers(shard.id, "TRIM_HORIZON"))
                == "ResourceNotFoundException: Requested resource not found: Shard: \(shard.id) "
                + "in Stream: \(world.arn) not found")
    }

    @Test func `a third reader of a shard is throttled for a second`() throws {
        let world = StreamWorld { $0.readersMax = 2 }
        world.insert(0..<5)
        let shard = try world.shards()[0].id
        let iterators = try (0..<3).map { _ in try world.iterator(shard) }
        let next = try world.page(iterators[0]).next
        _ = try world.page(iterators[1])
        #expect(
            try world.refusal("GetRecords", [("ShardIterator", .string(iterators[2]))])?
                .hasPrefix("LimitExceededException") == true)
        // Who goes on from an iterator is the same reader.
        _ = try world.page(try #require(next))
        world.nanoseconds += 1_000_000_000
        _ = try world.page(iterators[2])
    }

    @Test func `pages are empty on request although there are records`() throws {
        let world = StreamWorld { $0.emptyPageOneIn = 2 }
        world.insert(0..<50)
        let shard = try world.shards()[0].id
        var sizes: [Int] = []
        var iterator: String? = try world.iterator(shard)
        while let current = iterator, sizes.reduce(0, +) < 50 {
            let page = try world.page(current, limit: 5)
            sizes.append(page.records.count)
            iterator = page.next
        }
        #expect(sizes.contains(0) && sizes.reduce(0, +) == 50)
    }

    static let requests: [(operation: String, change: (String, JSONValue?), message: String)] = [
        (
            "GetShardIterator", ("StreamArn", nil),
            "Value null at 'streamArn' failed to satisfy constraint: Member must not be null"
        ),
        (
            "GetShardIterator", ("StreamArn", .string("arn:short")),
            "Value 'arn:short' at 'streamArn' failed to satisfy constraint: "
                + "Member must have length greater than or equal to 37"
        ),
        (
            "GetShardIterator", ("ShardId", .string("shardId-1")),
            "Value 'shardId-1' at 'shardId' failed to satisfy constraint: "
                + "Member must have length greater than or equal to 28"
        ),
        (
            "GetShardIterator", ("ShardIteratorType", nil),
            "Value null at 'shardIteratorType' failed to satisfy constraint: "
                + "Member must not be null"
        ),
        (
            "GetShardIterator", ("ShardIteratorType", .string("AT_TIMESTAMP")),
            "Value 'AT_TIMESTAMP' at 'shardIteratorType' failed to satisfy constraint: "
                + "Member must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, "
                + "AT_SEQUENCE_NUMBER, TRIM_HORIZON]"
        ),
        (
            "GetShardIterator", ("SequenceNumber", .string("12")),
            "Value '12' at 'sequenceNumber' failed to satisfy constraint: "
                + "Member must have length greater than or equal to 21"
        ),
        (
            "GetRecords", ("Limit", .integer(1001)),
            "Value '1001' at 'limit' failed to satisfy constraint: "
                + "Member must have value less than or equal to 1000"
        ),
        (
            "GetRecords", ("Limit", .integer(0)),
            "Value '0' at 'limit' failed to satisfy constraint: "
                + "Member must have value greater than or equal to 1"
        ),
        (
            "DescribeStream", ("Limit", .integer(101)),
            "Value '101' at 'limit' failed to satisfy constraint: "
                + "Member must have value less than or equal to 100"
        ),
        (
            "ListStreams", ("Limit", .integer(0)),
            "Value '0' at 'limit' failed to satisfy constraint: "
                + "Member must have value greater than or equal to 1"
        ),
    ]

    @Test(arguments: requests.indices)
    func `requests are checked against the model`(_ index: Int) throws {
        let world = StreamWorld()
        let shard = try world.shards()[0].id
        let (operation, change, message) = Self.requests[index]
        var members: [(String, JSONValue)]
        switch operation {
        case "GetShardIterator": members = world.iteratorMembers(shard, "TRIM_HORIZON")
        case "GetRecords": members = [("ShardIterator", .string(try world.iterator(shard)))]
        case "DescribeStream": members = [("StreamArn", .string(world.arn))]
        default: members = []
        }
        #expect(try world.refusal(operation, members) == nil)
        members.removeAll { $0.0 == change.0 }
        if let value = change.1 { members.append((change.0, value)) }
        #expect(
            try world.refusal(operation, members)
                == "ValidationException: 1 validation error detected: " + message)
    }

    @Test func `iterators are refused that are none, or begin outside of their shard`() throws {
        let world = StreamWorld()
        world.insert(0..<3)
        let shard = try world.shards()[0]
        let iterator = try world.iterator(shard.id)
        for text in ["x", iterator + "x", String(iterator.dropLast(5)), iterator.uppercased()] {
            #expect(
                try world.refusal("GetRecords", [("ShardIterator", .string(text))])
                    == "ValidationException: Invalid ShardIterator")
        }
        for type in ["AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER"] {
            for number in ["999999999999999949999", "1999999999999999949999"] {
                let refusal = try world.refusal(
                    "GetShardIterator", world.iteratorMembers(shard.id, type, number))
                #expect(refusal?.hasPrefix("ValidationException: Invalid SequenceNumber") == true)
            }
            #expect(
                try world.refusal("GetShardIterator", world.iteratorMembers(shard.id, type))?
                    .hasPrefix("ValidationException: SequenceNumber must be provided") == true)
        }
        for type in ["TRIM_HORIZON", "LATEST"] {
            let refusal = try world.refusal(
                "GetShardIterator", world.iteratorMembers(shard.id, type, shard.start.text))
            #expect(refusal?.hasPrefix("ValidationException: SequenceNumber must not") == true)
        }
        #expect(
            throws: StreamRefusal.self,
            performing: {
                try world.engine.perform("GetRecords", Array("{".utf8), Self.call(world))
            })
        #expect(
            throws: StreamRefusal.self,
            performing: {
                try world.engine.perform("PutRecord", Array("{}".utf8), Self.call(world))
            })
    }

    private static func call(_ world: StreamWorld) -> StreamCall {
        StreamCall(now: world.now, monotonicNanoseconds: 0, random: 0)
    }
}
