package import DDBJSON

/// Tells of a Kinesis stream to which changes are copied.
public struct KinesisDataStreamDestination: Sendable, Hashable {
    /// The ARN of the Kinesis stream.
    public var streamARN: String
    /// In which state the copying is.
    public var destinationStatus: DestinationStatus?
    /// More about the state.
    public var destinationStatusDescription: String?
    /// The unit in which changes tell their time; nil means milliseconds.
    public var approximateCreationDateTimePrecision: ApproximateCreationDateTimePrecision?
}

extension KinesisDataStreamDestination: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        streamARN = try members.required("StreamArn", members.string)
        destinationStatus = try members.name("DestinationStatus")
        destinationStatusDescription = try members.string("DestinationStatusDescription")
        approximateCreationDateTimePrecision = try members.name(
            "ApproximateCreationDateTimePrecision")
    }
}
