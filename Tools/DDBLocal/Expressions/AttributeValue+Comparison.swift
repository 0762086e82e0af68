package import DDBAttributes

extension AttributeValue {
    /// Orders two values of one type with an order, S, N or B: by unsigned bytes, or by value.
    ///
    /// - Returns: A negative number, zero or a positive number, as the left comes before, with or
    ///   after; nil where there is no order between them.
    package static func order(_ left: AttributeValue, _ right: AttributeValue) -> Int? {
        switch (left, right) {
        case (.string(let left), .string(let right)):
            if left.utf8.elementsEqual(right.utf8) { return 0 }
            return left.utf8.lexicographicallyPrecedes(right.utf8) ? -1 : 1
        case (.number(let left), .number(let right)):
            return left == right ? 0 : left < right ? -1 : 1
        case (.binary(let left), .binary(let right)):
            if left == right { return 0 }
            return left.lexicographicallyPrecedes(right) ? -1 : 1
        case (.string, _), (.number, _), (.binary, _), (.bool, _), (.null, _), (.map, _),
            (.list, _), (.stringSet, _), (.numberSet, _), (.binarySet, _):
            return nil
        }
    }

    /// Whether a text or bytes begin with others of the same type.
    package func begins(with prefix: AttributeValue) -> Bool {
        switch (self, prefix) {
        case (.string(let text), .string(let prefix)): text.utf8.starts(with: prefix.utf8)
        case (.binary(let bytes), .binary(let prefix)): bytes.starts(with: prefix)
        case (.string, _), (.number, _), (.binary, _), (.bool, _), (.null, _), (.map, _),
            (.list, _), (.stringSet, _), (.numberSet, _), (.binarySet, _):
            false
        }
    }

    /// Whether a text or bytes have a part, a set a member, or a list an element.
    func contains(_ part: AttributeValue) -> Bool {
        switch (self, part) {
        case (.list(let elements), _): elements.contains(part)
        case (.string(let text), .string(let part)):
            Self.contains(Array(text.utf8), Array(part.utf8))
        case (.binary(let bytes), .binary(let part)): Self.contains(bytes, part)
        case (.stringSet(let members), .string(let member)):
            members.contains { $0.utf8.elementsEqual(member.utf8) }
        case (.numberSet(let members), .number(let member)): members.contains(member)
        case (.binarySet(let members), .binary(let member)): members.contains(member)
        case (.string, _), (.number, _), (.binary, _), (.bool, _), (.null, _), (.map, _),
            (.stringSet, _), (.numberSet, _), (.binarySet, _):
            false
        }
    }

    private static func contains(_ bytes: [UInt8], _ part: [UInt8]) -> Bool {
        guard let first = part.first else { return true }
        guard part.count <= bytes.count else { return false }
        for start in 0...(bytes.count - part.count)
        where bytes[start] == first && bytes[start...].starts(with: part) {
            return true
        }
        return false
    }

    /// What the function `size` gives: bytes of S and B, members of sets, lists and maps.
    var expressionSize: Int? {
        switch self {
        case .string(let text): text.utf8.count
        case .binary(let bytes): bytes.count
        case .stringSet(let members): members.count
        case .numberSet(let members): members.count
        case .binarySet(let members): members.count
        case .list(let elements): elements.count
        case .map(let members): members.count
        case .number, .bool, .null: nil
        }
    }

    /// As messages show a bound: `AttributeValue: {S:text}`.
    var boundText: String {
        let content =
            switch self {
            case .string(let text): text
            case .number(let number): number.text
            case .binary(let bytes):
                "java.nio.HeapByteBuffer[pos=0 lim=\(bytes.count) cap=\(bytes.count)]"
            case .bool, .null, .map, .list, .stringSet, .numberSet, .binarySet: ""
            }
        return "AttributeValue: {\(type.rawValue):\(content)}"
    }
}
