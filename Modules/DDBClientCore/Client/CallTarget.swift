/// What the endpoint of one call depends on besides the settings of its client.
public struct CallTarget: Sendable, Hashable {
    /// The ARN of the table or stream, which can name an account and so an endpoint of its own.
    public var resourceARN: String?
    /// The identifier of a Kinesis stream, which has hosts of its own.
    public var streamID: String?
    /// The bucket of an S3 call.
    public var bucket: String?

    /// Creates a target; without parts the settings decide alone.
    public init(resourceARN: String? = nil, streamID: String? = nil, bucket: String? = nil) {
        self.resourceARN = resourceARN
        self.streamID = streamID
        self.bucket = bucket
    }
}
