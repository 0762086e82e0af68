import DDBAttributes
import DDBBase
import DDBClientCore
import DDBDynamoDB
import DDBPipeline
import DDBShards

/// Carries out what a coordinator asks for.
struct StreamRequests: Sendable {
    /// What came of a request.
    enum Outcome: Sendable {
        case event(ShardEvent)
        case records(ShardID, RecordsReply, ItemBatch)
        /// Trying again cannot help.
        case failed(any Error)
        /// The run is ending.
        case cancelled
    }

    /// The most shards of a page of a listing; the service's own limit.
    private static let pageShardsMax = 100

    let identity: StreamIdentity
    let client: DynamoDBStreamsClient

    /// Asks for a page of all shards.
    func describeStream(after shard: String?) async -> Outcome {
        await outcome({ .listingFailed($0) }) {
            let stream = try await client.describeStream(
                DescribeStreamRequest(
                    streamARN: identity.arn, limit: Self.pageShardsMax,
                    exclusiveStartShardID: shard)
            ).streamDescription
            return .event(
                .listed(
                    ShardListing(
                        try listed(stream.shards), next: stream.lastEvaluatedShardID,
                        isStreamDisabled: stream.streamStatus == .disabled)))
        }
    }

    /// Asks for the children of a shard.
    func describeChildren(of shard: ShardID) async -> Outcome {
        await outcome({ .childrenFailed(of: shard, $0) }, mayRefuse: true) {
            let stream = try await client.describeStream(
                DescribeStreamRequest(
                    streamARN: identity.arn,
                    shardFilter: ShardFilter(type: .childShards, shardID: shard.text))
            ).streamDescription
            return .event(
                .children(
                    of: shard, try listed(stream.shards),
                    isStreamDisabled: stream.streamStatus == .disabled))
        }
    }

    /// Asks for an iterator.
    func getIterator(_ shard: ShardID, from start: ShardAction.IteratorStart) async -> Outcome {
        await outcome({ .iteratorFailed(shard, $0) }) {
            let (type, sequence) = try Self.spelled(start)
            let reply = try await client.getShardIterator(
                GetShardIteratorRequest(
                    streamARN: identity.arn, shardID: shard.text, shardIteratorType: type,
                    sequenceNumber: sequence))
            guard let iterator = reply.shardIterator else { throw Self.damaged("no iterator") }
            return .event(.iterator(shard, iterator))
        }
    }

    /// Asks for records.
    func getRecords(_ shard: ShardID, iterator: String, limit: Int) async -> Outcome {
        await outcome({ .recordsFailed(shard, $0) }) {
            let reply = try await client.getRecords(
                GetRecordsRequest(shardIterator: iterator, limit: limit), table: identity.table,
                epoch: identity.epoch)
            let records = try Self.numbers(of: reply.records)
            return .records(
                shard, RecordsReply(records, nextIterator: reply.nextShardIterator),
                reply.records)
        }
    }

    private static func spelled(
        _ start: ShardAction.IteratorStart
    ) throws(PipelineError) -> (ShardIteratorType, String?) {
        switch start {
        case .trimHorizon: return (.trimHorizon, nil)
        case .latest: return (.latest, nil)
        case .at(let sequence): return (.atSequenceNumber, sequence.text)
        case .after(let sequence): return (.afterSequenceNumber, sequence.text)
        case .time:
            // The options say that the service has no such iterator.
            throw PipelineError(
                .contractBroken, "A stream of DynamoDB was asked for a moment.",
                component: StreamsSource.spec.title, disposition: .fatal)
        }
    }

    private func listed(_ shards: [Shard]) throws(PipelineError) -> [ListedShard] {
        var listed: [ListedShard] = []
        for shard in shards {
            guard let id = ShardID(shard.shardID) else { throw Self.damaged("a nameless shard") }
            var parent: ShardID?
            if let name = shard.parentShardID, !name.isEmpty {
                guard let id = ShardID(name) else { throw Self.damaged("a nameless parent") }
                parent = id
            }
            let range = shard.sequenceNumberRange
            listed.append(
                ListedShard(
                    id, parent: parent,
                    startingSequence: try Self.sequence(range?.startingSequenceNumber),
                    endingSequence: try Self.sequence(range?.endingSequenceNumber)))
        }
        return listed
    }

    private static func sequence(_ text: String?) throws(PipelineError) -> SequenceNumber? {
        guard let text else { return nil }
        guard let sequence = SequenceNumber(text) else { throw damaged("a sequence number") }
        return sequence
    }

    private static func numbers(
        of batch: ItemBatch
    ) throws(PipelineError) -> RecordsReply.Records? {
        guard let last = batch.records.last else { return nil }
        let range = last.order.sequenceRange
        let digits = batch.bytes.extracting(range)
        var text = ""
        for index in 0..<digits.byteCount {
            text.unicodeScalars.append(
                Unicode.Scalar(digits.unsafeLoad(fromByteOffset: index, as: UInt8.self)))
        }
        guard let sequence = SequenceNumber(text) else { throw damaged("a sequence number") }
        return RecordsReply.Records(
            count: batch.records.count, byteCount: batch.byteCount, last: sequence,
            lastWritten: last.eventTime)
    }

    private static func damaged(_ what: String) -> PipelineError {
        PipelineError(
            .sourceFailed, "A reply of DynamoDB Streams has \(what) that cannot be.",
            component: StreamsSource.spec.title, disposition: .corrupt)
    }

    /// Tells the failure of a request as the coordinator knows failures.
    ///
    /// - Parameter mayRefuse: Whether the service may not know what is asked for.
    private func outcome(
        _ failed: (RequestFailure) -> ShardEvent, mayRefuse: Bool = false,
        _ request: () async throws -> Outcome
    ) async -> Outcome {
        do {
            return try await request()
        } catch is CancellationError {
            return .cancelled
        } catch let error as ClientError {
            if let failure = RequestFailure(error) { return .event(failed(failure)) }
            if mayRefuse, error.code == .validation { return .event(failed(.refused)) }
            return .failed(error)
        } catch {
            return .failed(error)
        }
    }
}

extension RequestFailure {
    /// What an error means for a shard; nil where trying again cannot help.
    init?(_ error: ClientError) {
        switch error.code {
        case .expiredIterator: self = .expired
        case .trimmedDataAccess: self = .trimmed
        case .resourceNotFound: self = .notFound
        case .limitExceeded, .provisionedThroughputExceeded: self = .throttled
        default:
            switch (error.category, error.disposition) {
            case (.throttling, _): self = .throttled
            // A reply that was damaged on its way may come whole the next time.
            case (_, .retry), (_, .corrupt): self = .transient
            case (_, .reconfigure), (_, .fatal): return nil
            }
        }
    }
}
