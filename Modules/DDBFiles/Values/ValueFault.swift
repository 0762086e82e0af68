import DDBAttributes

/// Why a value cannot become what is wanted of it; it holds no value.
public enum ValueFault: Error, Sendable, Hashable {
    /// The text is no number.
    case notNumber
    /// The number has more than 38 digits or lies outside of DynamoDB's range.
    case outOfRange
    /// The number is NaN or infinite.
    case nonFinite
    /// The text is neither `true` nor `false`, nor one of `t`, `f`, `1` and `0`.
    case notBoolean
    /// The text is not padded base64.
    case notBase64
    /// The text is not hexadecimal.
    case notHex
    /// The text is not JSON.
    case notJSON
    /// The JSON text has more levels than an item.
    case tooDeep
    /// The JSON is no array.
    case notArray
    /// The JSON is no object.
    case notObject
    /// A list that becomes a set has a member that is null or of another type.
    case notMember
    /// The value is no moment.
    case notTime
    /// A map has a key that is null.
    case nullKey
    /// The bytes are not UTF-8.
    case notUTF8
    /// The value has a type that cannot become the wanted one.
    case type

    /// What is wrong, in words, without the full stop.
    public var reason: String {
        switch self {
        case .notNumber: "the value is no number"
        case .outOfRange:
            "the number has more than 38 digits or is beyond DynamoDB's range; see the option out-of-range"
        case .nonFinite: "the number is NaN or infinite; see the option non-finite"
        case .notBoolean: "the value is neither true nor false"
        case .notBase64: "the value is not padded base64"
        case .notHex: "the value is not hexadecimal"
        case .notJSON: "the text is not JSON"
        case .tooDeep:
            "the JSON text nests deeper than the \(DecodeLimits.standard.depthMax) levels of an item"
        case .notArray: "the JSON text is no array; give the type a delimiter if it is none"
        case .notObject: "the JSON text is no object"
        case .notMember: "a member of the set is null or of another type"
        case .notTime: "the value is no time"
        case .nullKey: "a map has a null key"
        case .notUTF8: "the text is not UTF-8"
        case .type: "the value is of a type that the map's cannot be made of"
        }
    }
}

extension ValueFault {
    /// Says why a JSON text gives no value.
    init(plainJSON error: AttributeError) {
        self = error.code == .depth ? .tooDeep : .notJSON
    }
}
