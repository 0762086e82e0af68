import DDBBase
import DDBJSON

/// Writes a record as GetRecords returns it.
struct StreamRecordWriter: Sendable {
    private let viewType: StreamViewType
    private let head: [UInt8]
    private let tail: [UInt8]

    init(region: String, viewType: StreamViewType) {
        self.viewType = viewType
        var head = Array(#"{"awsRegion":""#.utf8)
        JSONText.escape(region, into: &head)
        head.append(contentsOf: #"","dynamodb":{"ApproximateCreationDateTime":"#.utf8)
        self.head = head
        tail = Array(
            (#","StreamViewType":"\#(viewType.rawValue)"},"#
                + #""eventSource":"aws:dynamodb","eventVersion":"1.1","eventName":""#).utf8)
    }

    /// The size that a record says of itself: of the key and of the images that it has.
    func size(_ change: StreamChange) -> Int {
        var size = change.keys.size
        if viewType.hasNewImage { size += change.newImage?.size ?? 0 }
        if viewType.hasOldImage { size += change.oldImage?.size ?? 0 }
        return size
    }

    /// Appends a record.
    ///
    /// - Parameter eventID: The bits of its id.
    func append(
        _ change: StreamChange, _ sequence: SequenceNumber, at time: Instant,
        eventID: (UInt64, UInt64), to bytes: inout [UInt8]
    ) {
        bytes.append(contentsOf: head)
        append(time.microseconds / 1_000_000, to: &bytes)
        bytes.append(contentsOf: #","Keys":"#.utf8)
        bytes.append(contentsOf: change.keys.wire)
        if viewType.hasNewImage, let image = change.newImage {
            bytes.append(contentsOf: #","NewImage":"#.utf8)
            bytes.append(contentsOf: image.wire)
        }
        if viewType.hasOldImage, let image = change.oldImage {
            bytes.append(contentsOf: #","OldImage":"#.utf8)
            bytes.append(contentsOf: image.wire)
        }
        bytes.append(contentsOf: #","SequenceNumber":""#.utf8)
        sequence.append(to: &bytes)
        bytes.append(contentsOf: #"","SizeBytes":"#.utf8)
        append(Int64(size(change)), to: &bytes)
        bytes.append(contentsOf: tail)
        let name = change.newImage == nil ? "REMOVE" : change.oldImage == nil ? "INSERT" : "MODIFY"
        bytes.append(contentsOf: name.utf8)
        bytes.append(contentsOf: #"","eventID":""#.utf8)
        appendHex(eventID.0, to: &bytes)
        appendHex(eventID.1, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
        if change.isExpiry {
            bytes.append(
                contentsOf: #","userIdentity":{"PrincipalId":"dynamodb.amazonaws.com","#.utf8)
            bytes.append(contentsOf: #""Type":"Service"}"#.utf8)
        }
        bytes.append(UInt8(ascii: "}"))
    }

    private func append(_ value: Int64, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: String(value).utf8)
    }

    private func appendHex(_ word: UInt64, to bytes: inout [UInt8]) {
        for shift in stride(from: 60, through: 0, by: -4) {
            let digit = UInt8(truncatingIfNeeded: word >> UInt64(shift)) & 0xF
            bytes.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
        }
    }
}
