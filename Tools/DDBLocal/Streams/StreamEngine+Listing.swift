import DDBBase
import DDBJSON

extension StreamEngine {
    /// The operations, by the names that requests have.
    package static let operations: Set<String> = [
        "ListStreams", "DescribeStream", "GetShardIterator", "GetRecords",
    ]

    /// Performs an operation and returns the body of its reply.
    ///
    /// - Throws: ``StreamRefusal`` where DynamoDB would refuse it.
    package func perform(
        _ operation: String, _ body: [UInt8], _ call: StreamCall
    ) throws(StreamRefusal) -> [UInt8] {
        let request = try StreamRequest(body)
        switch operation {
        case "ListStreams":
            try admit { $0.lists.admits(call, perSecond: limits.listsPerSecond) }
            return try listStreams(request, call)
        case "DescribeStream":
            try admit { $0.describes.admits(call, perSecond: limits.describesPerSecond) }
            return try describeStream(request, call)
        case "GetShardIterator": return try getShardIterator(request, call)
        case "GetRecords": return try getRecords(request, call)
        default: throw StreamRefusal(code: "UnknownOperationException", message: "")
        }
    }

    static let arnLengths = 37...1024
    static let shardIDLengths = 28...65

    private func listStreams(
        _ request: StreamRequest, _ call: StreamCall
    ) throws(StreamRefusal) -> [UInt8] {
        let table = try request.text("TableName", 3...255)
        let limit = try request.integer("Limit", 1...StreamSettings.listedMax)
        let start = try request.text("ExclusiveStartStreamArn", Self.arnLengths)
        return try withStreams(at: call.now) { streams throws(StreamRefusal) in
            let all =
                streams
                .filter { stream in
                    (table.map { $0 == stream.table.name } ?? true)
                        && (start.map { $0 < stream.arn } ?? true)
                }
                .sorted { $0.arn < $1.arn }
            let listed = all.prefix(limit ?? StreamSettings.listedMax)
            var writer = JSONWriter()
            writer.beginObject()
            writer.name("Streams")
            writer.beginArray()
            for stream in listed {
                writer.beginObject()
                writer.member("StreamArn", stream.arn)
                writer.member("TableName", stream.table.name)
                writer.member("StreamLabel", stream.label)
                writer.endObject()
            }
            writer.endArray()
            if listed.count < all.count {
                writer.member("LastEvaluatedStreamArn", listed.last?.arn)
            }
            writer.endObject()
            return writer.bytes
        }
    }

    private func describeStream(
        _ request: StreamRequest, _ call: StreamCall
    ) throws(StreamRefusal) -> [UInt8] {
        let arn = try request.required("StreamArn", Self.arnLengths)
        let limit = try request.integer("Limit", 1...StreamSettings.listedMax)
        let start = try request.text("ExclusiveStartShardId", Self.shardIDLengths)
        var parent: String?
        if let filter = try request.object("ShardFilter") {
            parent = try Self.parent(of: filter)
        }
        return try with(arn, at: call.now) { stream throws(StreamRefusal) in
            let newest = stream.open.filter { $0.parentID != nil }
            let hidden = Set(call.stale.contains(.missingNewest) ? newest.map(\.id) : [])
            let reopened = Set(
                call.stale.contains(.openParents) ? newest.compactMap(\.parentID) : [])
            let all = stream.shards.filter { shard in
                !hidden.contains(shard.id) && (parent.map { shard.parentID == $0 } ?? true)
                    && (start.map { $0 < shard.id } ?? true)
            }
            var listed = all.prefix(limit ?? StreamSettings.listedMax)
            var last = listed.count < all.count ? listed.last?.id : nil
            if parent != nil, call.stale.contains(.noChildren) {
                listed = []
                last = nil
            } else if let start, call.stale.contains(.emptyPages) {
                listed = []
                last = start
            }
            return Self.description(
                of: stream, status: stream.status(at: call.now, transition: transition), listed,
                reopened: reopened, last: last)
        }
    }

    private static func parent(of filter: StreamRequest) throws(StreamRefusal) -> String? {
        guard let type = try filter.text("Type", 0...100) else {
            throw .constraint(nil, at: "shardFilter.type", "Member must not be null")
        }
        guard type == "CHILD_SHARDS" else {
            throw .constraint(
                type, at: "shardFilter.type", "Member must satisfy enum value set: [CHILD_SHARDS]")
        }
        guard let parent = try filter.text("ShardId", 0...1024) else {
            throw .validation("ShardFilter.ShardId must be provided for type CHILD_SHARDS")
        }
        guard shardIDLengths.contains(parent.utf8.count) else {
            let isShort = parent.utf8.count < shardIDLengths.lowerBound
            throw .constraint(
                parent, at: "shardFilter.shardId",
                isShort
                    ? "Member must have length greater than or equal to \(shardIDLengths.lowerBound)"
                    : "Member must have length less than or equal to \(shardIDLengths.upperBound)")
        }
        return parent
    }

    private static func description(
        of stream: TableStream, status: String, _ shards: ArraySlice<StreamShard>,
        reopened: Set<String>, last: String?
    ) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("StreamDescription")
        writer.beginObject()
        writer.member("StreamArn", stream.arn)
        writer.member("StreamLabel", stream.label)
        writer.member("StreamStatus", status)
        writer.member("StreamViewType", stream.viewType.rawValue)
        writer.member("CreationRequestDateTime", stream.createdAt)
        writer.member("TableName", stream.table.name)
        writer.name("KeySchema")
        writer.beginArray()
        for (index, key) in stream.table.keys.enumerated() {
            writer.beginObject()
            writer.member("AttributeName", key)
            writer.member("KeyType", index == 0 ? "HASH" : "RANGE")
            writer.endObject()
        }
        writer.endArray()
        writer.name("Shards")
        writer.beginArray()
        for shard in shards {
            writer.beginObject()
            writer.member("ShardId", shard.id)
            writer.member("ParentShardId", shard.parentID)
            writer.name("SequenceNumberRange")
            writer.beginObject()
            writer.member("StartingSequenceNumber", shard.startingSequence.text)
            if !reopened.contains(shard.id) {
                writer.member("EndingSequenceNumber", shard.endingSequence?.text)
            }
            writer.endObject()
            writer.endObject()
        }
        writer.endArray()
        writer.member("LastEvaluatedShardId", last)
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }
}
