import DDBBase
import DDBJSON
import DDBLocal
import Testing

@Suite struct StreamRecordTests {
    @Test func `a record is what DynamoDB sends`() throws {
        let world = StreamWorld()
        world.engine.append(
            [StreamWorld.change(7, old: "before", new: "after")], tableARN: world.table.arn,
            at: world.now)
        let shard = try world.shards()[0]
        let record = try world.page(world.iterator(shard.id)).records[0]
        let sequence = record["dynamodb"]?["SequenceNumber"]?.string ?? ""
        let id = record["eventID"]?.string ?? ""
        #expect(id.utf8.count == 32 && Hex.decode(id) != nil)
        #expect(sequence.utf8.count >= 21)
        let expected = """
            {"awsRegion":"eu-west-1","dynamodb":{"ApproximateCreationDateTime":1760000000,\
            "Keys":{"pk":{"S":"k7"}},"NewImage":{"pk":{"S":"k7"},"v":{"S":"after"}},\
            "OldImage":{"pk":{"S":"k7"},"v":{"S":"before"}},"SequenceNumber":"\(sequence)",\
            "SizeBytes":76,"StreamViewType":"NEW_AND_OLD_IMAGES"},"eventSource":"aws:dynamodb",\
            "eventVersion":"1.1","eventName":"MODIFY","eventID":"\(id)"}
            """
        #expect(String(decoding: record.bytes, as: UTF8.self) == expected)
    }

    @Test func `events say what happened, and who`() throws {
        let world = StreamWorld()
        let changes = [
            StreamWorld.change(1, old: nil, new: "a"), StreamWorld.change(1, old: "a", new: "b"),
            StreamWorld.change(1, old: "b", new: nil),
            StreamWorld.change(2, old: "c", new: nil, isExpiry: true),
        ]
        world.engine.append(changes, tableARN: world.table.arn, at: world.now)
        let records = try world.page(world.iterator(world.shards()[0].id)).records
        #expect(
            records.map { $0["eventName"]?.string } == ["INSERT", "MODIFY", "REMOVE", "REMOVE"])
        #expect(records.prefix(3).allSatisfy { $0["userIdentity"] == nil })
        let identity = try #require(records[3]["userIdentity"])
        #expect(identity["PrincipalId"]?.string == "dynamodb.amazonaws.com")
        #expect(identity["Type"]?.string == "Service")
    }

    @Test(arguments: StreamViewType.allCases)
    func `records have the images of their view type`(_ viewType: StreamViewType) throws {
        let world = StreamWorld(viewType: viewType)
        let changes = [
            StreamWorld.change(1, old: nil, new: "a"), StreamWorld.change(1, old: "a", new: "b"),
            StreamWorld.change(1, old: "b", new: nil),
        ]
        world.engine.append(changes, tableARN: world.table.arn, at: world.now)
        let records = try world.page(world.iterator(world.shards()[0].id)).records
        func values(_ image: String) -> [String?] {
            records.map { $0["dynamodb"]?[image]?["v"]?["S"]?.string }
        }
        let hasNew = viewType == .newImage || viewType == .newAndOldImages
        let hasOld = viewType == .oldImage || viewType == .newAndOldImages
        #expect(values("NewImage") == (hasNew ? ["a", "b", nil] : [nil, nil, nil]))
        #expect(values("OldImage") == (hasOld ? [nil, "a", "b"] : [nil, nil, nil]))
        #expect(records.allSatisfy { $0["dynamodb"]?["Keys"]?["pk"]?["S"]?.string == "k1" })
        let size = records[1]["dynamodb"]?["SizeBytes"]?.integer
        #expect(size == Int64(5 + (hasNew ? 31 : 0) + (hasOld ? 31 : 0)))
    }

    @Test func `sequence numbers grow, and by value, not as texts`() throws {
        let world = StreamWorld { $0.splitRecordsPerSecond = 0 }
        world.insert(0..<3000)
        let records = try world.drain(world.iterator(world.shards()[0].id))
        let texts = records.map { $0["dynamodb"]?["SequenceNumber"]?.string ?? "" }
        #expect(texts.count == 3000)
        let numbers = try texts.map { try #require(SequenceNumber($0)) }
        #expect(zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 })
        #expect(Set(texts.map(\.utf8.count)) == [21, 22])
        #expect(zip(texts, numbers).allSatisfy { $0 == $1.text })
    }

    @Test func `numbers are read and written whatever their digits`() {
        for text in [
            "0", "7", "10000000000000000000", "18446744073709551616",
            "20500000000000000910398", "99999999999999999999999999999999999999",
        ] {
            #expect(SequenceNumber(text)?.text == text)
        }
        #expect(SequenceNumber("") == nil)
        #expect(SequenceNumber("1a") == nil)
        #expect(SequenceNumber(String(repeating: "9", count: 39)) == nil)
    }
}
