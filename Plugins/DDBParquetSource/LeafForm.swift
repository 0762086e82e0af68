import DDBFiles
import DDBParquet

/// How the values of a leaf become DynamoDB JSON.
struct LeafForm: Sendable {
    /// What the stored values are.
    enum Content: Hashable {
        case boolean
        case integer(isSigned: Bool)
        case decimal(scale: Int)
        case float, double, float16
        case day
        case time(nanoseconds: Int64)
        case timestamp(nanoseconds: Int64, isUTC: Bool)
        /// Nanoseconds of the day, then Julian day.
        case oldTimestamp
        case text, json
        case uuid
        case bytes
        case interval
        /// Always null.
        case nothing
    }

    /// What they become.
    enum Target: Hashable {
        /// What the content suggests: BOOL, N, S or B.
        case natural
        /// S, whatever the content is.
        case string
        /// N: of times the seconds since 1970, or of the day.
        case number
        /// B: the bytes, or of text what it stands for.
        case binary(AttributeType.BinaryText)
        /// BOOL.
        case boolean
        /// What the text says, by the type.
        case parsed(AttributeType)
        /// N: the seconds since 1970 and some more.
        case expiry(afterSeconds: Int64)
        /// The member of a set, in quotes.
        case member(AttributeType)
        /// The name of a member of M, in quotes with a colon.
        case name
    }

    let content: Content
    let target: Target

    /// What the values of a leaf are; nil where nobody knows.
    static func content(of leaf: SchemaLeaf) -> Content? {
        switch (leaf.logicalType, leaf.physicalType) {
        case (.unknown, _): .nothing
        case (.decimal(_, let scale), .int32), (.decimal(_, let scale), .int64),
            (.decimal(_, let scale), .byteArray), (.decimal(_, let scale), .fixed):
            (0...scaleMax).contains(scale) ? .decimal(scale: scale) : nil
        case (.date, .int32): .day
        case (.time(let unit, _), .int32), (.time(let unit, _), .int64):
            .time(nanoseconds: unit.nanoseconds)
        case (.timestamp(let unit, let isUTC), .int64):
            .timestamp(nanoseconds: unit.nanoseconds, isUTC: isUTC)
        case (.integer(_, let isSigned), .int32), (.integer(_, let isSigned), .int64):
            .integer(isSigned: isSigned)
        case (.string, .byteArray), (.enumeration, .byteArray), (.string, .fixed),
            (.enumeration, .fixed):
            .text
        case (.json, .byteArray), (.json, .fixed): .json
        case (.uuid, .fixed(byteCount: 16)): .uuid
        case (.float16, .fixed(byteCount: 2)): .float16
        case (.interval, .fixed(byteCount: 12)): .interval
        case (_, .boolean): .boolean
        case (_, .int32), (_, .int64): .integer(isSigned: true)
        case (_, .int96): .oldTimestamp
        case (_, .float): .float
        case (_, .double): .double
        case (_, .byteArray), (_, .fixed): .bytes
        }
    }

    /// The most digits behind the point.
    private static let scaleMax = 1000

    /// The form for a type that the map gives, or nil where the content cannot become it.
    static func make(_ content: Content, _ type: AttributeType?, isKey: Bool) -> LeafForm? {
        guard let type else {
            let isText = isKey && content == .boolean
            return LeafForm(content: content, target: isText ? .string : .natural)
        }
        let isText = content == .text || content == .json
        let target: Target? =
            switch type {
            case .string: .string
            case .number: content.isNumeric || content.isMoment || isText ? .number : nil
            case .boolean:
                content == .boolean || isText ? (isKey ? .string : .boolean) : nil
            case .binary(let form):
                isText || content == .bytes || content == .uuid ? .binary(form) : nil
            case .json: isText ? .parsed(type) : .natural
            case .list, .map, .stringSet, .numberSet, .binarySet: isText ? .parsed(type) : nil
            }
        return target.map { LeafForm(content: content, target: $0) }
    }

    /// The form of the members of a set, or nil where the content cannot be one.
    static func makeMember(_ content: Content, of type: AttributeType) -> LeafForm? {
        let isText = content == .text || content == .json
        let fits =
            switch type {
            case .numberSet: content.isNumeric || isText
            case .binarySet: isText || content == .bytes || content == .uuid
            case .stringSet, .string, .number, .boolean, .binary, .list, .map, .json: true
            }
        return fits ? LeafForm(content: content, target: .member(type)) : nil
    }
}

extension LeafForm.Content {
    var isNumeric: Bool {
        switch self {
        case .integer, .decimal, .float, .double, .float16, .nothing: true
        case .boolean, .day, .time, .timestamp, .oldTimestamp, .text, .json, .uuid, .bytes,
            .interval:
            false
        }
    }

    var isMoment: Bool {
        switch self {
        case .day, .time, .timestamp, .oldTimestamp: true
        case .boolean, .integer, .decimal, .float, .double, .float16, .text, .json, .uuid, .bytes,
            .interval, .nothing:
            false
        }
    }
}

extension LogicalType.TimeUnit {
    fileprivate var nanoseconds: Int64 {
        switch self {
        case .milliseconds: 1_000_000
        case .microseconds: 1000
        case .nanoseconds: 1
        }
    }
}
