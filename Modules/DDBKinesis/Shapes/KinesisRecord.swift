public import DDBBase
import DDBJSON

/// A record of a stream.
public struct KinesisRecord: Sendable, Hashable {
    /// The sequence number, unique in its shard.
    public var sequenceNumber: String
    /// When it came.
    public var approximateArrivalTimestamp: Instant?
    /// Its bytes.
    public var data: [UInt8]
    /// The key by which its shard was found.
    public var partitionKey: String?
    /// How it is encrypted where it lies.
    public var encryptionType: EncryptionType?
}

extension KinesisRecord {
    /// Reads what is beside the data.
    init(_ members: JSONMembers, data: [UInt8]) throws(JSONMemberError) {
        sequenceNumber = try members.required("SequenceNumber", members.string)
        approximateArrivalTimestamp = try members.instant("ApproximateArrivalTimestamp")
        self.data = data
        partitionKey = try members.string("PartitionKey")
        encryptionType = try members.name("EncryptionType")
    }
}

extension KinesisRecord: CustomReflectable {
    /// A mirror without the data and the key.
    public var customMirror: Mirror {
        Mirror(
            self, children: ["sequenceNumber": sequenceNumber, "dataByteCount": data.count],
            displayStyle: .struct)
    }
}
