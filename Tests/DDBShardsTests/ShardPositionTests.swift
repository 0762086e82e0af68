import DDBBase
import DDBShards
import Testing

@Suite struct ShardPositionTests {
    static let places: [ShardPosition.Place] = [
        .beginning, .latest, .time(moment(noon - 5)), .at(sequence(3)), .after(sequence(70)),
        .finished(moment(noon)),
    ]

    @Test(arguments: places)
    func `a position comes back from its text`(place: ShardPosition.Place) throws {
        let position = ShardPosition(place, since: moment(noon))
        #expect(try ShardPosition(position.text) == position)
        #expect(position.text.utf8.count <= ShardPosition.byteCountMax)
    }

    @Test func `the text of a position is short and plain`() {
        let position = ShardPosition(.after(sequence(7)), since: moment(12))
        #expect(position.text == "1:after:7000000000000000000007:12")
    }

    @Test(arguments: [
        "", "1", "1:after:12", "1:after::5", "1:after:x:5", "1:before:12:5", "1:beginning:1:5",
        "x:after:12:5", "0:after:12:5", "1:after:12:5:6", "1:after:12:", "1:time:x:5",
        String(repeating: "1", count: 200),
    ])
    func `garbled text is refused`(text: String) {
        #expect(throws: ShardPositionError.self) { try ShardPosition(text) }
    }

    @Test func `a position of a later version is named as such`() throws {
        let error = #expect(throws: ShardPositionError.self) {
            try ShardPosition("2:after:12:5")
        }
        #expect(error?.code == .otherVersion)
        #expect(error?.message.contains("version 2") == true)
    }

    @Test func `positions of a stream come back from their text`() throws {
        var positions = ShardPositions()
        for (index, place) in Self.places.enumerated() {
            positions[shardID(index)] = ShardPosition(place, since: moment(noon))
        }
        #expect(try ShardPositions(text: positions.text) == positions)
        #expect(try ShardPositions(text: ShardPositions().text).isEmpty)
    }

    @Test func `positions that are cut off anywhere are refused`() throws {
        let positions = ShardPositions([
            shardID(1): ShardPosition(.after(sequence(7)), since: moment(noon)),
            shardID(2): ShardPosition(.beginning, since: moment(noon)),
        ])
        let text = positions.text
        for count in 0..<text.utf8.count {
            let prefix = String(decoding: text.utf8.prefix(count), as: UTF8.self)
            // A file that ends behind a line cannot be told from a shorter one.
            if prefix.hasSuffix("\n") { continue }
            #expect(throws: ShardPositionError.self, "\(count) bytes") {
                try ShardPositions(text: prefix)
            }
        }
    }

    @Test(arguments: [
        "other 1\n", "ddbkit-shards\n", "ddbkit-shards x\n",
        "ddbkit-shards 1\nshard 1:latest::5\nshard 1:latest::5\n",
        "ddbkit-shards 1\nsh/ard 1:latest::5\n", "ddbkit-shards 1\nshard\n",
        "ddbkit-shards 1\nshard 1:late::5\n",
    ])
    func `text that is no list of positions is refused`(text: String) {
        let error = #expect(throws: ShardPositionError.self) { try ShardPositions(text: text) }
        #expect(error?.code == .malformed)
    }

    @Test func `a list of a later version is named as such`() {
        let error = #expect(throws: ShardPositionError.self) {
            try ShardPositions(text: "ddbkit-shards 9\n")
        }
        #expect(error?.code == .otherVersion)
    }

    @Test func `checkpoints of leases are read and written`() throws {
        func read(_ text: String) -> ShardPosition? {
            ShardPosition(leaseCheckpoint: text, time: moment(1), since: moment(2))
        }
        #expect(read("SHARD_END")?.place == .finished(moment(1)))
        #expect(read("TRIM_HORIZON")?.place == .beginning)
        #expect(read("LATEST")?.place == .latest)
        #expect(read("AT_TIMESTAMP")?.place == .time(moment(1)))
        #expect(read("7000000000000000000007")?.place == .after(sequence(7)))
        #expect(read("SHARDEND") == nil)
        for text in ["SHARD_END", "TRIM_HORIZON", "LATEST", "AT_TIMESTAMP", "12"] {
            #expect(read(text)?.leaseCheckpoint == text)
        }
    }

    @Test func `names tell when shards of Streams were made`() {
        #expect(
            ShardID("shardId-00000001414562045508-2bac9cd2")?.createdAt
                == Instant(milliseconds: 1_414_562_045_508))
        #expect(ShardID("shardId-000000000012")?.createdAt == nil)
        #expect(ShardID("shardId-00000001414562045508x2bac9cd2")?.createdAt == nil)
        #expect(ShardID("shardId-99999999999999999999-2bac9cd2")?.createdAt == nil)
        #expect(ShardID("a b") == nil)
        #expect(ShardID("") == nil)
        #expect(ShardID(String(repeating: "a", count: 129)) == nil)
    }
}
