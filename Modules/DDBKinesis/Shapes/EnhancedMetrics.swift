package import DDBJSON

/// Tells which metrics of shards are kept.
public struct EnhancedMetrics: Sendable, Hashable {
    /// Their names in CloudWatch.
    public var shardLevelMetrics: [String]
}

extension EnhancedMetrics: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        shardLevelMetrics = try members.strings("ShardLevelMetrics")
    }
}
