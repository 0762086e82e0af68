import DDBAttributes
import DDBBase
import Testing

@Suite struct RecordShapeTests {
    private func record(
        _ line: String, _ shape: LineShape
    ) throws -> (record: ItemRecord, batch: ItemBatch) {
        let batch = try #require(try decode(line, shape: shape).first)
        return (try #require(batch.records.first), batch)
    }

    @Test(arguments: [
        (#""Keys":$K,"NewImage":$N"#, ItemOperation.put),
        (#""Keys":$K,"OldImage":$O,"NewImage":$N"#, .put),
        (#""Keys":$K,"OldImage":$O"#, .delete), (#""Keys":$K"#, .delete),
        (#""NewImage":$N,"Keys":$K"#, .put), (#""Item":$N"#, .put),
        (#""x":[{}], "Item" : $N , "y":null"#, .put),
    ])
    func `an export's line is a put where it has a new image`(
        members: String, operation: ItemOperation
    ) throws {
        let images = members.replacing("$K", with: #"{"k":{"S":"key"}}"#)
            .replacing("$O", with: #"{"o":{"N":"1"}}"#).replacing("$N", with: #"{"n":{"N":"2"}}"#)
        let metadata = #""Metadata":{"WriteTimestampMicros":{"N":"1768387654353205"},"z":[1]}"#
        let line = "{\(images),\(metadata)}"
        let (record, batch) = try record(line, .export)
        #expect(record.operation == operation)
        #expect(record.eventTime == Instant(microseconds: 1_768_387_654_353_205))
        #expect((record.newImage >= 0) == (operation == .put))
        let isWhole = members.contains("Item")
        #expect(
            record.effectiveEvent
                == (isWhole
                    ? .snapshot
                    : operation == .delete
                        ? .remove
                        : members.contains("OldImage") ? .modify : .insert))
        if record.newImage >= 0 { #expect(describe(record.newImage, of: batch) == "map[n=N(2)]") }
        #expect((record.oldImage >= 0) == members.contains("OldImage"))
        if record.oldImage >= 0 { #expect(describe(record.oldImage, of: batch) == "map[o=N(1)]") }
        #expect((record.keys >= 0) == members.contains("Keys"))
        if record.keys >= 0 { #expect(describe(record.keys, of: batch) == "map[k=S(key)]") }
    }

    @Test(
        arguments: [
            (#"{"N":"12"}"#, 12), (#"12"#, 12), (#" { "N" : "12" } "#, 12), (#"{"N":"-1"}"#, -1),
            (#"-1"#, -1),
        ] as [(String, Int64)])
    func `a write timestamp may be an attribute value or bare`(text: String, micros: Int64) throws {
        let line = #"{"Metadata":{"WriteTimestampMicros":T},"Keys":{}}"#.replacing(
            "T}", with: text + "}")
        #expect(try record(line, .export).record.eventTime == Instant(microseconds: micros))
    }

    @Test(arguments: [
        #"{"Metadata":{"WriteTimestampMicros":{"S":"12"}},"Keys":{}}"#,
        #"{"Metadata":{"WriteTimestampMicros":"12"},"Keys":{}}"#,
        #"{"Metadata":{"WriteTimestampMicros":1.5},"Keys":{}}"#,
        #"{"Metadata":{"WriteTimestampMicros":{"N":"1.5"}},"Keys":{}}"#,
        #"{"Metadata":[],"Keys":{}}"#, #"{"Metadata":{}}"#, #"{"Keys":null}"#,
        #"{"Keys":{},"Keys":{}}"#, #"{"Item":{},"NewImage":{}}"#,
    ])
    func `malformed lines of an export are refused`(line: String) {
        #expect(throws: AttributeError.self) { try decode(line, shape: .export) }
    }

    @Test func `a change has operation, order and time`() throws {
        let (record, batch) = try record(
            #"{"operation":"put","partition":"shard-1","sequence":"00123456789012345678901","#
                + #""newImage":{"k":{"S":"x"}},"oldImage":null,"#
                + #""eventTime":"2026-01-02T03:04:05.6Z"}"#,
            .change)
        #expect(record.operation == .put)
        #expect(record.oldImage == -1)
        #expect(record.order.sequenceByteCount == 23)
        let digits = (0..<23).map { batch.bytes.byte(at: record.order.sequenceOffset + $0) }
        #expect(String(decoding: digits, as: UTF8.self) == "00123456789012345678901")
        #expect(record.eventTime == Instant(iso8601: "2026-01-02T03:04:05.6Z"))
        let deletion = try self.record(
            #"{"keys":{"k":{"S":"x"}},"operation":"delete","sequence":7,"eventTime":1000}"#, .change
        )
        #expect(deletion.record.operation == .delete)
        #expect(deletion.record.order.sequenceByteCount == 1)
        #expect(deletion.record.eventTime == Instant(microseconds: 1000))
    }

    /// All lines as one batch.
    private func decodeWhole(_ text: String, partitionsMax: Int = 100) throws -> ItemBatch? {
        let limits = DecodeLimits(batchBytes: 1 << 20, partitionsMax: partitionsMax)
        let bytes = Array(text.utf8)
        var decoder = LineDecoder(shape: .change, limits: limits)
        _ = decoder.append(bytes.span.bytes)
        return try decoder.nextBatch(isLast: true)
    }

    @Test func `changes name partitions, epochs and events`() throws {
        let lines = [
            #"{"operation":"put","partition":"a","sequence":"1","newImage":{},"epoch":7}"#,
            #"{"operation":"put","partition":"\u0062","newImage":{},"eventName":"MODIFY"}"#,
            #"{"operation":"delete","keys":{},"eventName":"\u0052EMOVE","partition":"a"}"#,
            #"{"operation":"put","newImage":{},"oldImage":{},"epoch":"4294967295"}"#,
            #"{"operation":"\u0070ut","newImage":{},"partition":"b","eventName":"SNAPSHOT"}"#,
        ]
        let text = lines.joined(separator: "\n")
        let batch = try #require(try decodeWhole(text))
        #expect(batch.partitions == ["a", "b"])
        #expect(batch.records.map(\.partition) == [0, 1, 0, -1, 1])
        #expect(batch.records.map(\.order.epoch) == [7, 0, 0, .max, 0])
        #expect(batch.records.map(\.event) == [nil, .modify, .remove, nil, .snapshot])
        #expect(
            batch.records.map(\.effectiveEvent) == [.insert, .modify, .remove, .modify, .snapshot])
    }

    @Test func `each partition of a batch has one index however many there are`() throws {
        let names = (0..<500).map { "shardId-\($0 &* 7919 % 500)" }
        let lines = (names + names.reversed() + [names[7], names[7]]).map {
            #"{"operation":"delete","keys":{},"partition":"\#($0)"}"#
        }
        let text = lines.joined(separator: "\n")
        let batch = try #require(try decodeWhole(text, partitionsMax: 500))
        #expect(batch.partitions == names)
        #expect(batch.records.map(\.partition) == Array(0..<500) + (0..<500).reversed() + [7, 7])
        let error = #expect(throws: AttributeError.self) {
            try decodeWhole(text, partitionsMax: 499)
        }
        #expect(error?.code == .size)
        #expect(error?.line == 500)
    }

    @Test func `a partition's name has 1 to 1024 bytes`() throws {
        func line(_ name: String) -> String {
            #"{"operation":"delete","keys":{},"partition":"\#(name)"}"#
        }
        let longest = String(repeating: "x", count: 1024)
        let escaped = String(repeating: "\\u0078", count: 1024)
        #expect(try record(line(longest), .change).batch.partitions == [longest])
        #expect(try record(line(escaped), .change).batch.partitions == [longest])
        for name in ["", longest + "x", escaped + "x"] {
            let error = #expect(throws: AttributeError.self) {
                try decode(line(name), shape: .change)
            }
            #expect(error?.message.contains("1 to 1024 bytes") == true)
        }
        var builder = ItemBatchBuilder(limits: DecodeLimits(partitionsMax: 1))
        let index = try builder.partition("p")
        let again = try builder.partition("p")
        #expect(index == 0 && again == 0)
        for name in ["q", "", longest + "x"] {
            var failure: AttributeError?
            do throws(AttributeError) {
                _ = try builder.partition(name)
            } catch {
                failure = error
            }
            #expect(failure?.code == (name == "q" ? .size : .record))
        }
        #expect(builder.finish().partitions == ["p"])
        #expect(builder.finish().partitions == [])
    }

    @Test(arguments: [
        (#""sequence":"12x""#, "`sequence` is not 1 to 40 decimal digits"),
        (#""sequence":"-1""#, "`sequence` is not 1 to 40 decimal digits"),
        (#""sequence":"\#(String(repeating: "9", count: 41))""#, "`sequence` is not 1 to 40"),
        (#""epoch":4294967296"#, "`epoch` is no whole number from 0 to 4294967295"),
        (#""epoch":-1"#, "`epoch` is no"), (#""epoch":"""#, "`epoch` is no"),
        (#""epoch":1.5"#, "not JSON"), (#""epoch":null"#, "`epoch` is no"),
        (#""eventName":"UPSERT""#, "`eventName` is none"),
        (#""eventName":"REMOVE""#, "`eventName` is none"),
        (#""partition":null"#, "`partition` is no text"),
        (#""sequence":"1","sequence":"1""#, "names a member twice"),
    ])
    func `what a change says is refused with a reason`(member: String, reason: String) throws {
        let line = #"{"operation":"put","newImage":{},\#(member)}"#
        let error = #expect(throws: AttributeError.self) { try decode(line, shape: .change) }
        #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
        #expect(error?.code == .record || error?.code == .syntax)
    }

    @Test func `a sequence of 40 digits is kept`() throws {
        let digits = String(repeating: "9", count: 40)
        let (record, batch) = try record(
            #"{"operation":"delete","keys":{},"sequence":"\#(digits)"}"#, .change)
        let kept = record.order.sequenceRange.map { batch.bytes.byte(at: $0) }
        #expect(String(decoding: kept, as: UTF8.self) == digits)
    }

    @Test(arguments: [
        #"{"keys":{}}"#, #"{"operation":"delete","keys":{},"eventName":"INSERT"}"#,
        #"{"operation":"put","keys":{}}"#, #"{"operation":"delete"}"#, #"{"newImage":{}}"#,
        #"{"operation":"upsert","newImage":{}}"#, #"{"operation":1,"newImage":{}}"#,
        #"{"operation":"delete","keys":{},"newImage":{}}"#,
        #"{"operation":"put","newImage":{},"sequence":"12x"}"#,
        #"{"operation":"put","newImage":{},"sequence":""}"#,
        #"{"operation":"put","newImage":{},"sequence":12345678901234567890123456789012345678901}"#,
        #"{"operation":"put","newImage":{},"eventTime":"yesterday"}"#,
        #"{"operation":"put","newImage":{},"partition":7}"#,
        #"{"operation":"put","newImage":[]}"#,
    ])
    func `malformed changes are refused`(line: String) {
        #expect(throws: AttributeError.self) { try decode(line, shape: .change) }
    }

    @Test func `a bare item may have any names`() throws {
        let line = #"{"Item":{"M":{"S":{"S":"x"}}},"operation":{"S":"put"}}"#
        let (record, batch) = try record(line, .item)
        #expect(describe(record.newImage, of: batch) == "map[Item=map[S=S(x)],operation=S(put)]")
    }
}
