public import DDBBase
package import DDBJSON

/// Tells about a stream.
public struct StreamDescriptionSummary: Sendable, Hashable {
    /// The name.
    public var streamName: String
    /// The ARN.
    public var streamARN: String
    /// The id.
    public var streamID: String?
    /// In which state it is.
    public var streamStatus: StreamStatus
    /// How its capacity is set.
    public var streamModeDetails: StreamModeDetails?
    /// How many hours records are kept.
    public var retentionPeriodHours: Int
    /// When it was made.
    public var streamCreationTimestamp: Instant
    /// Which metrics of shards are kept.
    public var enhancedMonitoring: [EnhancedMetrics]
    /// How records are encrypted.
    public var encryptionType: EncryptionType?
    /// The key of KMS that encrypts records.
    public var keyID: String?
    /// The number of open shards.
    public var openShardCount: Int
    /// The number of registered consumers.
    public var consumerCount: Int?
    /// What it can take at once.
    public var warmThroughput: WarmThroughput?
    /// The most KiB of a record.
    public var maxRecordSizeInKiB: Int?
    /// The number of channels.
    public var channelCount: Int?
    /// How records are spread over the shards.
    public var recordDistributionStrategy: RecordDistributionStrategy?
    /// The number of queues.
    public var queueCount: Int?
}

extension StreamDescriptionSummary: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        streamName = try members.required("StreamName", members.string)
        streamARN = try members.required("StreamARN", members.string)
        streamID = try members.string("StreamId")
        streamStatus = try members.required("StreamStatus", members.name)
        streamModeDetails = try members.structure("StreamModeDetails")
        retentionPeriodHours = try members.required("RetentionPeriodHours", members.integer)
        streamCreationTimestamp = try members.required("StreamCreationTimestamp", members.instant)
        enhancedMonitoring = try members.structures("EnhancedMonitoring")
        encryptionType = try members.name("EncryptionType")
        keyID = try members.string("KeyId")
        openShardCount = try members.required("OpenShardCount", members.integer)
        consumerCount = try members.integer("ConsumerCount")
        warmThroughput = try members.structure("WarmThroughput")
        maxRecordSizeInKiB = try members.integer("MaxRecordSizeInKiB")
        channelCount = try members.integer("ChannelCount")
        recordDistributionStrategy = try members.name("RecordDistributionStrategy")
        queueCount = try members.integer("QueueCount")
    }
}
