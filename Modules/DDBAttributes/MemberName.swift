/// The members of a record's object that mean something.
enum MemberName: UInt16 {
    case item, newImage, oldImage, keys, metadata, operation, partition, sequence, eventTime
    case epoch, eventName

    /// A bit of its own for each.
    var bit: UInt16 { 1 << rawValue }

    /// The members of a shape's records, the most frequent first.
    static func all(of shape: LineShape) -> [MemberName] {
        switch shape {
        case .export: exportMembers
        case .change: changeMembers
        case .item: []
        }
    }

    private static let exportMembers: [MemberName] = [
        .metadata, .keys, .oldImage, .newImage, .item,
    ]
    private static let changeMembers: [MemberName] = [
        .operation, .partition, .sequence, .newImage, .oldImage, .keys, .eventTime,
        .epoch, .eventName,
    ]

    /// The name in a record of a shape.
    func name(in shape: LineShape) -> String.UTF8View {
        switch self {
        case .item: "Item".utf8
        case .newImage: shape == .export ? "NewImage".utf8 : "newImage".utf8
        case .oldImage: shape == .export ? "OldImage".utf8 : "oldImage".utf8
        case .keys: shape == .export ? "Keys".utf8 : "keys".utf8
        case .metadata: "Metadata".utf8
        case .operation: "operation".utf8
        case .partition: "partition".utf8
        case .sequence: "sequence".utf8
        case .eventTime: "eventTime".utf8
        case .epoch: "epoch".utf8
        case .eventName: "eventName".utf8
        }
    }
}
