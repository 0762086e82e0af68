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

    @Test(arguments: [
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
