/// Finds the attributes at the top of an item that an ``ItemReader`` has written.
///
/// Nothing is checked again: what is stored is in one form.
enum WireAttributes {
    static func of(_ wire: [UInt8]) -> [WireAttribute] {
        var attributes: [WireAttribute] = []
        var index = 1
        while index < wire.count, wire[index] != UInt8(ascii: "}") {
            if wire[index] == UInt8(ascii: ",") { index += 1 }
            let name = index + 1..<endOfText(wire, index + 1)
            // Behind the quote and the colon.
            let start = name.upperBound + 2
            let type = start + 2..<endOfText(wire, start + 2)
            let inside = type.upperBound + 2
            let kind = kind(wire, type)
            let content: Range<Int>
            switch kind {
            case .string, .number, .binary:
                content = inside + 1..<endOfText(wire, inside + 1)
                index = content.upperBound + 2
            case .bool, .null, .map, .list, .stringSet, .numberSet, .binarySet:
                content = inside..<endOfValue(wire, inside)
                index = content.upperBound + 1
            }
            attributes.append(
                WireAttribute(name: name, value: start..<index, content: content, kind: kind))
        }
        return attributes
    }

    /// The attribute of a name, given as it stands in JSON.
    static func find(_ name: [UInt8], in attributes: [WireAttribute], of wire: [UInt8])
        -> WireAttribute?
    {
        attributes.first { attribute in
            guard attribute.name.count == name.count else { return false }
            for index in 0..<name.count
            where wire[attribute.name.lowerBound &+ index] != name[index] {
                return false
            }
            return true
        }
    }

    private static func kind(_ wire: [UInt8], _ type: Range<Int>) -> WireAttribute.Kind {
        let first = wire[type.lowerBound]
        switch (first, type.count) {
        case (UInt8(ascii: "S"), 1): return .string
        case (UInt8(ascii: "S"), _): return .stringSet
        case (UInt8(ascii: "N"), 1): return .number
        case (UInt8(ascii: "N"), 2): return .numberSet
        case (UInt8(ascii: "N"), _): return .null
        case (UInt8(ascii: "B"), 1): return .binary
        case (UInt8(ascii: "B"), 2): return .binarySet
        case (UInt8(ascii: "B"), _): return .bool
        case (UInt8(ascii: "M"), _): return .map
        default: return .list
        }
    }

    /// Where the quote behind a text is.
    private static func endOfText(_ wire: [UInt8], _ start: Int) -> Int {
        var index = start
        while wire[index] != UInt8(ascii: "\"") {
            index += wire[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return index
    }

    /// Where a bracketed value, or a literal, ends.
    private static func endOfValue(_ wire: [UInt8], _ start: Int) -> Int {
        var index = start
        var depth = 0
        while true {
            switch wire[index] {
            case UInt8(ascii: "\""):
                index = endOfText(wire, index + 1)
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                // A literal ends at the bracket of the type around it.
                if depth == 0 { return index }
                depth -= 1
                if depth == 0 { return index + 1 }
            default: break
            }
            index += 1
        }
    }
}
