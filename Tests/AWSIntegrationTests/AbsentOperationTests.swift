import DDBAttributes
import DDBBase
import DDBClientCore
import DDBDynamoDB
import DDBTestSupport
import Testing

/// Operations and answers that moto lacks, as AWS gives them.
@Suite(.timeLimit(.minutes(15))) struct AbsentOperationTests {
    private static let stream = "arn:aws:kinesis:eu-west-1:123456789012:stream/s"
    private static let tableStream =
        "arn:aws:dynamodb:eu-west-1:123456789012:table/t/stream/2026-01-01T00:00:00.000"

    @Test func `a statement is executed page by page`() async throws {
        let service = try CheckedService { _, number in
            .json(
                number == 1
                    ? #"{"Items":[{"pk":{"S":"a"}}],"NextToken":"more","#
                        + #""LastEvaluatedKey":{"pk":{"S":"a"}}}"#
                    : #"{"Items":[{"pk":{"S":"b"}}]}"#)
        }
        defer { service.server.stop() }
        let clients = try LoopbackClients(service)
        var request = ExecuteStatementRequest(
            statement: #"SELECT * FROM "t" WHERE n = ?"#, parameters: [.number(1)])
        let first = try await clients.dynamoDB.executeStatement(request, table: "t")
        #expect(first.items.allItems == [["pk": .string("a")]])
        #expect(try first.lastEvaluatedKey?.item() == ["pk": .string("a")])
        request.nextToken = first.nextToken
        let second = try await clients.dynamoDB.executeStatement(request, table: "t")
        #expect(second.items.allItems == [["pk": .string("b")]])
        #expect(second.nextToken == nil)
        #expect(service.operations == ["ExecuteStatement", "ExecuteStatement"])
        #expect(
            service.server.requests[1].text
                == #"{"Statement":"SELECT * FROM \"t\" WHERE n = ?","Parameters":[{"N":"1"}],"#
                + #""NextToken":"more"}"#)
    }

    @Test func `a Kinesis destination is enabled and described`() async throws {
        let service = try CheckedService { _, number in
            .json(
                number == 1
                    ? #"{"TableName":"t","StreamArn":"\#(Self.stream)","#
                        + #""DestinationStatus":"ENABLING","EnableKinesisStreamingConfiguration":"#
                        + #"{"ApproximateCreationDateTimePrecision":"MICROSECOND"}}"#
                    : #"{"TableName":"t","KinesisDataStreamDestinations":[{"StreamArn":"#
                        + #""\#(Self.stream)","DestinationStatus":"ACTIVE","#
                        + #""ApproximateCreationDateTimePrecision":"MICROSECOND"},"#
                        + #"{"StreamArn":"\#(Self.stream)2","DestinationStatus":"ENABLE_FAILED","#
                        + #""DestinationStatusDescription":"no key"}]}"#)
        }
        defer { service.server.stop() }
        let clients = try LoopbackClients(service)
        let enabled = try await clients.dynamoDB.enableKinesisStreamingDestination(
            EnableKinesisStreamingDestinationRequest(
                tableName: "t", streamARN: Self.stream,
                enableKinesisStreamingConfiguration: EnableKinesisStreamingConfiguration(
                    approximateCreationDateTimePrecision: .microsecond)))
        #expect(enabled.destinationStatus == .enabling)
        #expect(
            enabled.enableKinesisStreamingConfiguration?.approximateCreationDateTimePrecision
                == .microsecond)
        let described = try await clients.dynamoDB.describeKinesisStreamingDestination(
            DescribeKinesisStreamingDestinationRequest(tableName: "t")
        ).kinesisDataStreamDestinations
        #expect(described.map(\.destinationStatus) == [.active, .enableFailed])
        #expect(described.map(\.approximateCreationDateTimePrecision) == [.microsecond, nil])
        #expect(described[1].destinationStatusDescription == "no key")
        #expect(
            service.server.requests[0].text
                == #"{"TableName":"t","StreamArn":"\#(Self.stream)","#
                + #""EnableKinesisStreamingConfiguration":"#
                + #"{"ApproximateCreationDateTimePrecision":"MICROSECOND"}}"#)
    }

    @Test func `children of a shard are asked for by a filter`() async throws {
        let service = try CheckedService { request, _ in
            let isFirst = !request.text.contains("ExclusiveStartShardId")
            let (shard, rest) =
                isFirst
                ? ("shardId-2", #","LastEvaluatedShardId":"shardId-2""#) : ("shardId-3", "")
            return .json(
                #"{"StreamDescription":{"StreamArn":"\#(Self.tableStream)","#
                    + #""StreamStatus":"ENABLED","CreationRequestDateTime":1.46480527E9,"#
                    + #""Shards":[{"ShardId":"\#(shard)","ParentShardId":"shardId-1","#
                    + #""SequenceNumberRange":{"StartingSequenceNumber":"20500000000000000910398"}"#
                    + "}]\(rest)}}")
        }
        defer { service.server.stop() }
        let clients = try LoopbackClients(service)
        var found: [Shard] = []
        let pages = clients.streams.describeStreamPages(
            DescribeStreamRequest(
                streamARN: Self.tableStream,
                shardFilter: ShardFilter(type: .childShards, shardID: "shardId-1")))
        for try await page in pages {
            found += page.streamDescription.shards
            #expect(
                page.streamDescription.creationRequestDateTime
                    == Instant(microseconds: 1_464_805_270_000_000))
        }
        #expect(found.map(\.shardID) == ["shardId-2", "shardId-3"])
        #expect(found.map(\.parentShardID) == ["shardId-1", "shardId-1"])
        #expect(
            service.server.requests[0].text
                == #"{"StreamArn":"\#(Self.tableStream)","#
                + #""ShardFilter":{"Type":"CHILD_SHARDS","ShardId":"shardId-1"}}"#)
    }

    @Test func `a shard that is read to its end has no next iterator`() async throws {
        let service = try CheckedService { _, number in
            .json(number == 1 ? #"{"Records":[],"NextShardIterator":"i2"}"# : #"{"Records":[]}"#)
        }
        defer { service.server.stop() }
        let clients = try LoopbackClients(service)
        let first = try await clients.streams.getRecords(GetRecordsRequest(shardIterator: "i1"))
        #expect(first.nextShardIterator == "i2")
        let second = try await clients.streams.getRecords(GetRecordsRequest(shardIterator: "i2"))
        #expect(second.nextShardIterator == nil)
        #expect(second.records.records.isEmpty)
    }

    @Test(arguments: [
        ("ExpiredIteratorException", "Get a new iterator"),
        ("TrimmedDataAccessException", "read on from TRIM_HORIZON"),
        ("ResourceNotFoundException", "Check the name"),
    ])
    func `an iterator that is no good ends at once with advice`(
        code: String, advice: String
    ) async throws {
        let service = try CheckedService { _, _ in .refusal(code) }
        defer { service.server.stop() }
        let clients = try LoopbackClients(service)
        let error = try await failure {
            try await clients.streams.getRecords(GetRecordsRequest(shardIterator: "i"))
        }
        #expect(error.code == ClientError.Code(code))
        #expect(error.attempts == 1)
        #expect(error.message.contains(advice))
    }

    @Test func `a limit of reading streams is throttling`() async throws {
        let service = try CheckedService { _, number in
            number == 1 ? .refusal("LimitExceededException") : .json(#"{"Records":[]}"#)
        }
        defer { service.server.stop() }
        let clients = try LoopbackClients(service)
        _ = try await clients.streams.getRecords(GetRecordsRequest(shardIterator: "i"))
        #expect(service.server.requestCount == 2)
    }
}
