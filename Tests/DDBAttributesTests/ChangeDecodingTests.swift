import DDBAttributes
import DDBBase
import DDBTestSupport
import Foundation
import Testing

@Suite struct ChangeDecodingTests {
    private func changes(_ text: String, epoch: UInt32 = 3) throws(AttributeError) -> ItemBatch {
        let bytes = Array(text.utf8)
        let decoder = ReplyDecoder(
            shape: .changes(member: "Records"), origin: .stream, table: "orders", epoch: epoch)
        return try decoder.decode(bytes.span.bytes).batch
    }

    private func change(_ members: String) throws(AttributeError) -> (ItemRecord, ItemBatch) {
        let batch = try changes("{\"Records\":[{\(members)}]}")
        return (batch.records[0], batch)
    }

    private func digits(_ order: ItemOrder, of batch: ItemBatch) -> String {
        String(
            decoding: order.sequenceRange.map { batch.bytes.byte(at: $0) }, as: UTF8.self)
    }

    private func kinesisChange(
        _ bytes: [UInt8]
    ) throws(AttributeError) -> (record: ItemRecord, eventID: Range<Int>?, batch: ItemBatch) {
        var builder = ItemBatchBuilder()
        let (record, eventID) = try builder.change(json: bytes.span.bytes)
        builder.append(record)
        return (record, eventID, builder.finish())
    }

    @Test func `a change that is refused leaves the builder as it was`() throws {
        var builder = ItemBatchBuilder()
        let good = Array(#"{"eventName":"REMOVE","dynamodb":{"Keys":{"k":{"S":"a"}}}}"#.utf8)
        let bad = Array(#"{"eventName":"REMOVE","dynamodb":{"Keys":{"k":{"S":1}}}}"#.utf8)
        for _ in 0..<2 {
            let (record, _) = try builder.change(json: good.span.bytes)
            builder.append(record)
            let count = builder.byteCount
            var failure: AttributeError?
            do throws(AttributeError) {
                _ = try builder.change(json: bad.span.bytes)
            } catch {
                failure = error
            }
            #expect(failure?.path == "k")
            let after = builder.byteCount
            #expect(after == count)
        }
        let batch = builder.finish()
        #expect(
            batch.records.map { describe($0.keys, of: batch) } == ["map[k=S(a)]", "map[k=S(a)]"])
    }

    static let body = #""Keys":{"k":{"S":"a"}},"SequenceNumber":"20500000000000000910398""#

    @Test func `a change has images, keys, order, time and cause`() throws {
        let (record, batch) = try change(
            #""eventID":"c4","eventName":"MODIFY","eventVersion":"1.1","awsRegion":"r","#
                + #""dynamodb":{"ApproximateCreationDateTime":1.47949974E9,\#(Self.body),"#
                + #""NewImage":{"n":{"N":"2"}},"OldImage":{"n":{"N":"1"}},"SizeBytes":9,"#
                + #""StreamViewType":"NEW_AND_OLD_IMAGES"},"userIdentity":null"#)
        #expect(record.operation == .put)
        #expect(record.event == .modify)
        #expect(record.cause == .user)
        #expect(record.origin == .stream)
        #expect(describe(record.newImage, of: batch) == "map[n=N(2)]")
        #expect(describe(record.oldImage, of: batch) == "map[n=N(1)]")
        #expect(describe(record.keys, of: batch) == "map[k=S(a)]")
        #expect(record.eventTime == Instant(microseconds: 1_479_499_740_000_000))
        #expect(record.order.epoch == 3)
        #expect(digits(record.order, of: batch) == "20500000000000000910398")
        #expect(batch.tables == ["orders"])
    }

    @Test(
        arguments: [
            ("1479499740", 1_479_499_740_000_000), ("1479499740.0", 1_479_499_740_000_000),
            ("1.47949974E9", 1_479_499_740_000_000), ("1.46480527E9", 1_464_805_270_000_000),
            ("1464805270.1234567", 1_464_805_270_123_456), ("0", 0), ("1e-7", 0),
            ("-1.5", -1_500_000),
        ] as [(String, Int64)])
    func `times of streams are seconds in every spelling`(text: String, micros: Int64) throws {
        let (record, _) = try change(
            #""eventName":"INSERT","dynamodb":{"ApproximateCreationDateTime":\#(text),"#
                + #"\#(Self.body)}"#)
        #expect(record.eventTime == Instant(microseconds: micros))
    }

    @Test(arguments: [
        (#"{"Type":"Service","PrincipalId":"dynamodb.amazonaws.com"}"#, ItemCause.timeToLive),
        (#"{"principalId":"dynamodb.amazonaws.com","type":"Service"}"#, .timeToLive),
        (#"{"type":"Service","principalId":"replication.amazonaws.com"}"#, .user),
        (#"{"principalId":"dynamodb.amazonaws.com"}"#, .user), ("null", .user), ("{}", .user),
        (#"{"type":null,"principalId":7}"#, .user),
    ])
    func `time to live deletes say so in both spellings`(
        identity: String, cause: ItemCause
    ) throws {
        let members = #""userIdentity":\#(identity),"dynamodb":{\#(Self.body)}"#
        let (removal, _) = try change(#""eventName":"REMOVE",\#(members)"#)
        #expect(removal.operation == .delete)
        #expect(removal.event == .remove)
        #expect(removal.cause == cause)
        #expect(removal.newImage == -1)
        let (insert, _) = try change(#""eventName":"INSERT",\#(members)"#)
        #expect(insert.cause == .user)
    }

    @Test func `a stream of keys only gives records without images`() throws {
        let (record, batch) = try change(#""eventName":"INSERT","dynamodb":{\#(Self.body)}"#)
        #expect(record.operation == .put)
        #expect(record.newImage == -1)
        #expect(record.oldImage == -1)
        #expect(describe(record.keys, of: batch) == "map[k=S(a)]")
        #expect(record.eventTime == nil)
    }

    @Test(arguments: [
        #""dynamodb":{$B}"#, #""eventName":"UPSERT","dynamodb":{$B}"#,
        #""eventName":null,"dynamodb":{$B}"#, #""eventName":"INSERT""#,
        #""eventName":"INSERT","dynamodb":{"Keys":{}}"#,
        #""eventName":"INSERT","dynamodb":{"SequenceNumber":"1"}"#,
        #""eventName":"INSERT","dynamodb":{$B,"Keys":{}}"#,
        #""eventName":"INSERT","dynamodb":{$B},"dynamodb":{}"#,
        #""eventName":"INSERT","dynamodb":{$B,"SequenceNumber":"2"}"#,
        #""eventName":"INSERT","dynamodb":{"Keys":{},"SequenceNumber":"x"}"#,
        #""eventName":"INSERT","dynamodb":{"Keys":{},"SequenceNumber":""}"#,
        #""eventName":"INSERT","eventName":"REMOVE","dynamodb":{$B}"#,
        #""eventName":"REMOVE","dynamodb":{$B,"NewImage":{}}"#,
        #""eventName":"INSERT","dynamodb":{$B,"ApproximateCreationDateTime":"1"}"#,
        #""eventName":"INSERT","dynamodb":{$B,"ApproximateCreationDateTime":1E30}"#,
    ])
    func `malformed changes are refused`(members: String) {
        let text = members.replacing("$B", with: Self.body)
        #expect(throws: AttributeError.self) { try self.change(text) }
    }

    /// Events for Lambda wrap the same records; their samples lie beside the checkout.
    @Test(
        .enabled(if: SharedVectors.root != nil, "the vectors are absent"),
        arguments: [
            ("powertools-python/dynamoStreamEvent.json", ["put", "put"]),
            ("aws-lambda-go/dynamodb-time-window-event.json", ["put", "put", "delete"]),
        ])
    func `events of others decode`(file: String, operations: [String]) throws {
        let path = try #require(SharedVectors.path("dynamodb-stream-events/" + file))
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let event = try changes(text)
        #expect(event.records.map { "\($0.operation)" } == operations)
        #expect(event.records.allSatisfy { $0.keys >= 0 && $0.order.sequenceByteCount > 0 })
    }

    /// The sample is made up: DynamoDB has no empty sets.
    @Test(.enabled(if: SharedVectors.root != nil, "the vectors are absent"))
    func `an event with an empty set is refused by name`() throws {
        let path = try #require(
            SharedVectors.path(
                "dynamodb-stream-events/aws-lambda-rust-runtime/example-dynamodb-event.json"))
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let error = #expect(throws: AttributeError.self) { try changes(text) }
        #expect(error?.path == "Records[1].EmptyStringSet[0]")
        #expect(error?.code == .set)
    }

    @Test(
        .enabled(if: SharedVectors.root != nil, "the vectors are absent"),
        arguments: [
            ("insert", ItemOperation.put, Int64(1_720_740_233_012_995)),
            ("modify", .put, 1_720_742_302_233_719), ("remove", .delete, 1_720_742_321_848_352),
        ])
    func `real records of Kinesis are changes`(
        name: String, operation: ItemOperation, micros: Int64
    ) throws {
        let path = try #require(
            SharedVectors.path("kinesis-for-dynamodb/lorrystream/\(name).json"))
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        let (record, eventID, batch) = try kinesisChange(bytes)
        #expect(record.operation == operation)
        #expect(record.origin == .kinesis)
        #expect(record.eventTime == Instant(microseconds: micros))
        #expect(batch.tables == ["table-testdrive"])
        #expect((record.newImage >= 0) == (operation == .put))
        #expect((record.oldImage >= 0) == (name != "insert"))
        #expect(batch.item(at: record.keys).count == 2)
        #expect(eventID?.count == 36)
        for count in 0..<bytes.count {
            let piece = Array(bytes[..<count])
            #expect(throws: AttributeError.self, "\(count)") { try kinesisChange(piece) }
        }
    }

    @Test(
        arguments: [
            (#"1720740233012995,"P":"MICROSECOND""#, 1_720_740_233_012_995),
            (#"1720740233012,"P":"MILLISECOND""#, 1_720_740_233_012_000),
            ("1720740233012", 1_720_740_233_012_000), ("1720740233012995", 1_720_740_233_012_995),
            ("1720740233", 1_720_740_233_000_000), ("1.720740233012E12", 1_720_740_233_012_000),
            (#"5000,"P":"MILLISECOND""#, 5_000_000),
        ] as [(String, Int64)])
    func `times of Kinesis are in the unit that they name or seem to be`(
        text: String, micros: Int64
    ) throws {
        let time = text.replacing(#""P""#, with: #""ApproximateCreationDateTimePrecision""#)
        let bytes = Array(
            (#"{"eventName":"INSERT","dynamodb":{"ApproximateCreationDateTime":\#(time),"#
                + #""Keys":{"k":{"S":"a"}}}}"#).utf8)
        let record = try kinesisChange(bytes).record
        #expect(record.eventTime == Instant(microseconds: micros))
    }

    @Test func `an unknown precision is refused rather than guessed`() throws {
        let bytes = Array(
            (#"{"eventName":"INSERT","dynamodb":{"ApproximateCreationDateTime":1,"#
                + #""ApproximateCreationDateTimePrecision":"NANOSECOND","Keys":{}}}"#).utf8)
        #expect(throws: AttributeError.self) { try kinesisChange(bytes) }
    }
}
