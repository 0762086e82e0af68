import DDBBase
import DDBClientCore
import DDBKinesis
import DDBTestKit
import Testing

@Suite struct KinesisReplyTests {
    static let records =
        #"{"Records":[{"SequenceNumber":"49","ApproximateArrivalTimestamp":1.441215410867E9,"#
        + #""Data":"AP8=","PartitionKey":"k\u00e9","EncryptionType":"KMS","New":{"a":[1]}},"#
        + #"{"Data":"","SequenceNumber":"50"},{"SequenceNumber":"51","Data":"AA\/\/"}],"#
        + #""NextShardIterator":"next","MillisBehindLatest":2100}"#

    private func read(_ text: String) async throws -> GetRecordsReply {
        let client = try ScriptedClient(text)
        return try await client.kinesis.getRecords(GetRecordsRequest(shardIterator: "i"))
    }

    @Test func `records are bytes with their place`() async throws {
        let reply = try await read(Self.records)
        #expect(reply.records.map(\.data) == [[0, 255], [], [0, 15, 255]])
        #expect(reply.records.map(\.sequenceNumber) == ["49", "50", "51"])
        #expect(
            reply.records[0].approximateArrivalTimestamp
                == Instant(microseconds: 1_441_215_410_867_000))
        #expect(reply.records[0].partitionKey == "ké")
        #expect(reply.records[0].encryptionType == .kms)
        #expect(reply.records[1].partitionKey == nil)
        #expect(reply.nextShardIterator == "next")
        #expect(reply.millisBehindLatest == 2100)
        #expect(reply.childShards.isEmpty)
    }

    @Test func `the end of a shard has no next place but children`() async throws {
        let reply = try await read(
            #"{"ChildShards":[{"ShardId":"c","ParentShards":["a","b"],"HashKeyRange":"#
                + #"{"StartingHashKey":"0","EndingHashKey":"9"}}],"Records":[],"#
                + #""NextShardIterator":null}"#)
        #expect(reply.nextShardIterator == nil)
        #expect(reply.childShards[0].parentShards == ["a", "b"])
        #expect(reply.childShards[0].hashKeyRange.endingHashKey == "9")
    }

    @Test(
        arguments: [
            ("{}", "Records is missing"), (#"{"Records":{}}"#, "Records is not a list"),
            (#"{"Records":[7]}"#, "Records[0] is not an object"),
            (#"{"Records":[{"SequenceNumber":"1"}]}"#, "Records[0].Data is missing"),
            (#"{"Records":[{"Data":"AA=="}]}"#, "Records[0].SequenceNumber is missing"),
            (
                #"{"Records":[{"SequenceNumber":"1","Data":"hid"}]}"#,
                "Records[0].Data is not base64"
            ),
            (#"{"Records":[{"SequenceNumber":"1","Data":7}]}"#, "Records[0].Data is not a string"),
            (
                #"{"Records":[{"SequenceNumber":"1","Data":"","Data":""}]}"#,
                "Records[0].Data is there twice"
            ),
            (
                #"{"Records":[{"SequenceNumber":"1","SequenceNumber":"1","Data":""}]}"#,
                "Records[0].SequenceNumber is there twice"
            ),
            (#"{"Records":[],"Records":[]}"#, "Records is there twice"),
            (#"{"Records":[],"MillisBehindLatest":"x"}"#, "MillisBehindLatest is not an integer"),
            (#"{"Records":[]} x"#, "byte"), ("[]", "not an object"), ("", "byte 0"),
        ])
    func `malformed records are told by their place`(text: String, words: String) async throws {
        let error = await #expect(throws: ClientError.self) { try await read(text) }
        #expect(error?.code == .badResponse)
        let detail = try #require(error?.detail)
        #expect(detail.contains(words), "\(detail)")
        #expect(detail.contains("GetRecords"))
        #expect(!detail.contains("hid"))
    }

    @Test func `every truncation is refused`() async throws {
        let bytes = Array(Self.records.utf8)
        for count in 0..<bytes.count {
            let text = String(decoding: bytes[..<count], as: UTF8.self)
            let error = await #expect(throws: ClientError.self) { try await read(text) }
            #expect(error?.code == .badResponse, "\(count)")
        }
    }

    @Test func `a mirror of a record has no data`() async throws {
        let record = try await read(Self.records).records[0]
        var text = ""
        dump(record, to: &text)
        #expect(!text.contains("255"))
        #expect(!text.contains("ké"))
        text = ""
        dump(PutRecordsEntry(data: [255], partitionKey: "ké"), to: &text)
        #expect(!text.contains("255"))
        #expect(!text.contains("ké"))
    }

    @Test func `shards are listed page by page, the stream named once`() async throws {
        func page(_ shard: String, _ token: String?) -> String {
            let next = token.map { #","NextToken":"\#($0)""# } ?? ""
            return #"{"Shards":[{"ShardId":"\#(shard)","AdjacentParentShardId":"p","#
                + #""HashKeyRange":{"StartingHashKey":"0","EndingHashKey":"1"},"#
                + #""SequenceNumberRange":{"StartingSequenceNumber":"1"}}]\#(next)}"#
        }
        let client = try ScriptedClient(page("a", "n1"), page("b", "n2"), page("c", nil))
        var shards: [String] = []
        let request = ListShardsRequest(streamName: "s", maxResults: 1)
        for try await page in client.kinesis.listShardsPages(request) {
            shards += page.shards.map(\.shardID)
            #expect(page.shards[0].adjacentParentShardID == "p")
            #expect(page.shards[0].sequenceNumberRange.endingSequenceNumber == nil)
        }
        #expect(shards == ["a", "b", "c"])
        #expect(
            client.bodies == [
                #"{"MaxResults":1,"StreamName":"s"}"#, #"{"NextToken":"n1","MaxResults":1}"#,
                #"{"NextToken":"n2","MaxResults":1}"#,
            ])
    }

    @Test func `each record that was put has its own fate`() async throws {
        let client = try ScriptedClient(
            #"{"FailedRecordCount":1,"Records":[{"SequenceNumber":"1","ShardId":"a"},"#
                + #"{"ErrorCode":"ProvisionedThroughputExceededException","ErrorMessage":"m"}],"#
                + #""EncryptionType":"NONE"}"#)
        let reply = try await client.kinesis.putRecords(
            PutRecordsRequest(
                records: [
                    PutRecordsEntry(data: [1], partitionKey: "k"),
                    PutRecordsEntry(data: [2], partitionKey: "k"),
                ], streamName: "s"))
        #expect(reply.failedRecordCount == 1)
        #expect(reply.records.map(\.sequenceNumber) == ["1", nil])
        #expect(reply.records[1].errorCode == "ProvisionedThroughputExceededException")
    }

    @Test(arguments: [0, 501])
    func `no record or too many are not sent`(count: Int) async throws {
        let client = try ScriptedClient()
        let entry = PutRecordsEntry(data: [1], partitionKey: "k")
        let error = await #expect(throws: ClientError.self) {
            try await client.kinesis.putRecords(
                PutRecordsRequest(
                    records: Array(repeating: entry, count: count), streamName: "s"))
        }
        #expect(error?.code == .invalidCall)
        #expect(client.transport.exchanges.isEmpty)
    }

    @Test func `a stream is described`() async throws {
        let client = try ScriptedClient(
            #"{"StreamDescriptionSummary":{"StreamName":"s","StreamARN":"arn:s","#
                + #""StreamStatus":"ACTIVE","StreamModeDetails":{"StreamMode":"ON_DEMAND"},"#
                + #""RetentionPeriodHours":24,"StreamCreationTimestamp":1.7673552E9,"#
                + #""EnhancedMonitoring":[{"ShardLevelMetrics":["IncomingBytes"]}],"#
                + #""EncryptionType":"NONE","OpenShardCount":4,"ConsumerCount":0}}"#,
            #"{"StreamDescriptionSummary":{"StreamName":"s"}}"#)
        let request = DescribeStreamSummaryRequest(streamName: "s")
        let stream = try await client.kinesis.describeStreamSummary(request)
            .streamDescriptionSummary
        #expect(stream.streamStatus == .active)
        #expect(stream.streamModeDetails?.streamMode == .onDemand)
        #expect(stream.openShardCount == 4)
        #expect(stream.enhancedMonitoring[0].shardLevelMetrics == ["IncomingBytes"])
        let error = await #expect(throws: ClientError.self) {
            try await client.kinesis.describeStreamSummary(request)
        }
        #expect(error?.detail?.contains("StreamDescriptionSummary.StreamARN is missing") == true)
    }
}
