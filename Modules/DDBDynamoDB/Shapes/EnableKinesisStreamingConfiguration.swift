package import DDBJSON

/// Says how changes are written to a Kinesis stream.
public struct EnableKinesisStreamingConfiguration: Sendable, Hashable {
    /// The unit of their time.
    public var approximateCreationDateTimePrecision: ApproximateCreationDateTimePrecision?

    /// Creates a configuration.
    public init(approximateCreationDateTimePrecision: ApproximateCreationDateTimePrecision? = nil) {
        self.approximateCreationDateTimePrecision = approximateCreationDateTimePrecision
    }
}

extension EnableKinesisStreamingConfiguration: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        approximateCreationDateTimePrecision = try members.name(
            "ApproximateCreationDateTimePrecision")
    }
}

extension EnableKinesisStreamingConfiguration: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("ApproximateCreationDateTimePrecision", approximateCreationDateTimePrecision)
    }
}
