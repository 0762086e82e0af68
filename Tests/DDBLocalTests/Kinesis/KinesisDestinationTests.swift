import DDBBase
import DDBJSON
import DDBLocal
import DDBTestKit
import Testing

@Suite struct KinesisDestinationTests {
    static let table = "arn:aws:dynamodb:eu-west-1:000000000000:table/music"

    private static func records(_ world: KinesisWorld) throws -> [JSONValue] {
        try world.shardIDs().flatMap { shard in
            try KinesisWorld.texts(world.page(world.iterator(shard))).map { text in
                let bytes = Array(text.utf8)
                return try JSONValue.parse(bytes.span.bytes)
            }
        }
    }

    private static func value(_ record: JSONValue) -> String {
        record["dynamodb"]?["NewImage"]?["v"]?["S"]?.string ?? ""
    }

    private static func destinations(_ world: KinesisWorld) -> KinesisDestinations {
        let destinations = KinesisDestinations(world.engine, random: SeededRandom(seed: 3))
        #expect(
            destinations.enable(
                tableARN: table, tableName: "music", streamARN: world.engine.arn("events"),
                at: world.now))
        return destinations
    }

    @Test func `a change is what DynamoDB puts into Kinesis`() throws {
        let world = try KinesisWorld()
        let destinations = Self.destinations(world)
        let changes = [
            StreamWorld.change(1, old: "a", new: "b"),
            StreamWorld.change(1, old: "b", new: nil, isExpiry: true),
        ]
        destinations.append(changes, tableARN: Self.table, at: world.now)
        let records = try Self.records(world)
        #expect(records.count == 2)
        let id = records[0]["eventID"]?.string ?? ""
        #expect(id.utf8.count == 36)
        let expected = """
            {"awsRegion":"eu-west-1","eventID":"\(id)","eventName":"MODIFY","userIdentity":null,\
            "recordFormat":"application/json","tableName":"music","dynamodb":{\
            "ApproximateCreationDateTime":1760000000000,"Keys":{"pk":{"S":"k1"}},\
            "NewImage":{"pk":{"S":"k1"},"v":{"S":"b"}},"OldImage":{"pk":{"S":"k1"},"v":{"S":"a"}},\
            "SizeBytes":67,"ApproximateCreationDateTimePrecision":"MILLISECOND"},\
            "eventSource":"aws:dynamodb"}
            """
        #expect(String(decoding: records[0].bytes, as: UTF8.self) == expected)
        #expect(records[1]["userIdentity"]?["principalId"]?.string == "dynamodb.amazonaws.com")
        #expect(records[1]["eventName"]?.string == "REMOVE")
    }

    @Test func `changes come twice on request`() throws {
        let world = try KinesisWorld { $0.duplicateOneIn = 3 }
        let destinations = Self.destinations(world)
        for index in 0..<60 {
            destinations.append(
                [StreamWorld.change(1, old: nil, new: "\(index)")], tableARN: Self.table,
                at: world.now)
        }
        let records = try Self.records(world)
        let ids = Set(records.map { $0["eventID"]?.string })
        #expect(ids.count == 60)
        #expect(records.count > 65)
    }

    @Test func `changes come in another order on request, and none is lost`() throws {
        let world = try KinesisWorld { $0.reorderedMax = 5 }
        let destinations = Self.destinations(world)
        for index in 0..<50 {
            destinations.append(
                [StreamWorld.change(1, old: nil, new: "\(index)")], tableARN: Self.table,
                at: world.now)
        }
        #expect(try Self.records(world).count == 45)
        destinations.timePassed(world.now)
        let values = try Self.records(world).map { Int(Self.value($0)) ?? -1 }
        #expect(values != Array(0..<50))
        #expect(values.sorted() == Array(0..<50))
    }

    @Test func `destinations are enabled, described and disabled`() throws {
        let world = try KinesisWorld()
        let destinations = Self.destinations(world)
        let stream = world.engine.arn("events")
        #expect(
            !destinations.enable(
                tableARN: Self.table, tableName: "music", streamARN: stream, at: world.now))
        #expect(destinations.isDelivering(tableARN: Self.table))
        #expect(
            destinations.describe(tableARN: Self.table, at: world.now).map(\.status) == ["ACTIVE"])
        #expect(destinations.disable(tableARN: Self.table, streamARN: stream, at: world.now))
        #expect(!destinations.disable(tableARN: Self.table, streamARN: stream, at: world.now))
        #expect(
            destinations.describe(tableARN: Self.table, at: world.now).map(\.status) == ["DISABLED"]
        )
        destinations.append(
            [StreamWorld.change(1, old: nil, new: "x")], tableARN: Self.table, at: world.now)
        #expect(try Self.records(world).isEmpty)
        #expect(
            destinations.enable(
                tableARN: Self.table, tableName: "music", streamARN: stream, isMicrosecond: true,
                at: world.now))
        destinations.append(
            [StreamWorld.change(1, old: nil, new: "x")], tableARN: Self.table, at: world.now)
        let record = try #require(Self.records(world).first)
        #expect(
            record["dynamodb"]?["ApproximateCreationDateTime"]?.integer == 1_760_000_000_000_000)
        #expect(
            destinations.describe(tableARN: Self.table, at: world.now).map(\.precision) == [
                "MICROSECOND"
            ])
    }
}
