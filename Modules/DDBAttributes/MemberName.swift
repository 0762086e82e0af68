/// The members of a record's object that mean something.
enum MemberName: Hashable {
    case item, newImage, oldImage, keys, metadata, operation, partition, sequence, eventTime

    /// Creates the member that a name means in lines of a shape.
    init?(_ name: [UInt8], _ shape: LineShape) {
        switch (shape, String(decoding: name, as: UTF8.self)) {
        case (.export, "Item"): self = .item
        case (.export, "NewImage"), (.change, "newImage"): self = .newImage
        case (.export, "OldImage"), (.change, "oldImage"): self = .oldImage
        case (.export, "Keys"), (.change, "keys"): self = .keys
        case (.export, "Metadata"): self = .metadata
        case (.change, "operation"): self = .operation
        case (.change, "partition"): self = .partition
        case (.change, "sequence"): self = .sequence
        case (.change, "eventTime"): self = .eventTime
        case (.export, _), (.change, _), (.item, _): return nil
        }
    }
}
