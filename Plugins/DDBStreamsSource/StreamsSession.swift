import DDBPipeline
import DDBShards
import Synchronization

/// A run over a stream: one reader for all shards.
final class StreamsSession: SourceSession {
    private let follower: StreamFollower
    private let isGiven = Atomic(false)

    init(_ follower: StreamFollower) { self.follower = follower }

    func nextReader() async throws -> (any SourceReader)? {
        isGiven.exchange(true, ordering: .relaxed) ? nil : StreamsReader(follower)
    }

    func delivered(_ progress: [PartitionProgress]) async throws {
        for step in progress where !step.isForgotten {
            guard let shard = follower.identity.shard(of: step.partition) else { continue }
            follower.tell(.acknowledged(shard, try ShardPosition(step.position.text)))
        }
    }

    func close() async { await follower.close() }
}

/// Gives what the follower has fetched.
final class StreamsReader: SourceReader {
    private let follower: StreamFollower

    init(_ follower: StreamFollower) { self.follower = follower }

    func next() async throws -> SourceStep {
        try Task.checkCancellation()
        return try await follower.next()
    }
}
