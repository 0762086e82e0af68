/// One attribute at the top of an item that an ``ItemReader`` has read.
struct WireAttribute: Sendable {
    /// What a value is.
    enum Kind: UInt8, Sendable {
        case string, number, binary, bool, null, map, list, stringSet, numberSet, binarySet

        /// The name of the type on the wire.
        var name: String {
            switch self {
            case .string: "S"
            case .number: "N"
            case .binary: "B"
            case .bool: "BOOL"
            case .null: "NULL"
            case .map: "M"
            case .list: "L"
            case .stringSet: "SS"
            case .numberSet: "NS"
            case .binarySet: "BS"
            }
        }
    }

    /// The name between its quotes, escaped where need be.
    var name: Range<Int>
    /// The value with its type: `{"S":".."}`.
    var value: Range<Int>
    /// What stands inside of it: for S, N and B the text between the quotes.
    var content: Range<Int>
    var kind: Kind
}
