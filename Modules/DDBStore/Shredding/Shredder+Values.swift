import DDBAttributes
import DDBJSON
import DDBSchema

/// What became of a value.
enum Placement {
    /// The column holds it exactly.
    case exact
    /// The column holds a part of it; `_rest` completes it.
    case partial
    /// The column has nothing of it.
    case none
}

// All methods are mutating, also those that only read: a call to one that is not, and that is not
// inlined, copies the whole shredder.
extension Shredder {
    /// Puts a value into the slot of a field.
    ///
    /// - Returns: Whether the column holds it exactly.
    @inline(__always)
    mutating func putField(
        _ wire: Wire, node: Int, slot: Int, value: Int, repetition: UInt8
    ) -> Bool {
        if unsafe tree.nodes[node].parentSlotCount < slot { catchUp(node, to: slot) }
        let token = wire.token(value)
        if unsafe tree.nodes[node].kind == .string, token.isPlainString {
            // Most values of most tables are these; they are not worth the call.
            appendPresent(node, repetition)
            appendText(wire, token, node: node)
            unsafe tree.nodes[node].parentSlotCount = slot &+ 1
            return true
        }
        let placement = putValue(wire, node: node, value: value, repetition: repetition)
        if placement == .none { return false }
        unsafe tree.nodes[node].parentSlotCount = slot &+ 1
        return placement == .exact
    }

    /// Gives a node the levels of its parent's slots that it has not accounted for.
    @inline(never)
    mutating func catchUp(_ node: Int, to slot: Int) {
        let parent = unsafe Int(tree.nodes[node].parent)
        let from = unsafe tree.nodes[node].parentSlotCount
        let count = slot - from
        unsafe tree.nodes[node].definitionLevels.append(
            tree.nodes[parent].definitionLevels.base + from, count: count)
        if unsafe tree.nodes[parent].repetitionLevel > 0 {
            unsafe tree.nodes[node].repetitionLevels.append(
                tree.nodes[parent].repetitionLevels.base + from, count: count)
        } else if unsafe tree.nodes[node].repetitionLevel > 0 {
            unsafe tree.nodes[node].repetitionLevels.append(repeating: 0, count: count)
        }
        unsafe tree.nodes[node].parentSlotCount = slot
    }

    /// Appends a value as one slot of a node, or nothing where the node does not take it.
    mutating func putValue(
        _ wire: Wire, node: Int, value: Int, repetition: UInt8
    ) -> Placement {
        let token = wire.token(value)
        switch unsafe tree.nodes[node].kind {
        case .string:
            guard token.kind == .string else { return misfit(token) }
            appendPresent(node, repetition)
            appendText(wire, token, node: node)
            return .exact
        case .number:
            guard token.kind == .number, isHeld(wire, token, node: node) else {
                return misfit(token)
            }
            appendPresent(node, repetition)
            unsafe tree.nodes[node].numbers.append(wire.text(token), token.byteCount)
            return .exact
        case .boolean:
            guard token.kind == .bool else { return misfit(token) }
            appendPresent(node, repetition)
            unsafe tree.nodes[node].truths.append(token.isTrue)
            return .exact
        case .structure:
            guard token.kind == .map else { return misfit(token) }
            return putStructure(wire, node: node, value: value, repetition: repetition)
        case .list:
            guard token.kind == .list else { return misfit(token) }
            return putList(wire, node: node, value: value, repetition: repetition)
        case .stringSet:
            guard token.kind == .stringSet else { return misfit(token) }
            return putList(wire, node: node, value: value, repetition: repetition)
        case .numberSet:
            guard token.kind == .numberSet, areHeld(wire, value, node: node) else {
                return misfit(token)
            }
            return putList(wire, node: node, value: value, repetition: repetition)
        case .binarySet:
            guard token.kind == .binarySet else { return misfit(token) }
            return putList(wire, node: node, value: value, repetition: repetition)
        case .binary:
            guard token.kind == .binary else { return misfit(token) }
            appendPresent(node, repetition)
            appendBinary(wire, token, node: node)
            return .exact
        case .json:
            guard token.kind != .null else { return .none }
            appendPresent(node, repetition)
            unsafe wire.appendJSON(value, to: &tree.nodes[node].bytes)
            unsafe tree.nodes[node].offsets.append(UInt32(tree.nodes[node].bytes.count))
            return wire.isExactJSON(value) ? .exact : .partial
        case .double:
            guard token.kind == .number, let number = wire.exactDouble(token) else {
                return misfit(token)
            }
            appendPresent(node, repetition)
            unsafe tree.nodes[node].doubles.append(number)
            return .exact
        }
    }

    /// Notes that a wider column would take the value; NULL needs none.
    @inline(__always)
    private mutating func misfit(_ token: Token) -> Placement {
        if token.kind != .null { metMisfit = true }
        return .none
    }

    @inline(__always)
    private mutating func appendPresent(_ node: Int, _ repetition: UInt8) {
        unsafe tree.nodes[node].appendLevels(tree.nodes[node].presentLevel, repetition)
    }

    @inline(__always)
    private mutating func appendText(_ wire: Wire, _ token: Token, node: Int) {
        if token.hasEscapes {
            appendUnescaped(wire, token, node: node)
        } else {
            unsafe tree.nodes[node].bytes.appendPadded(wire.text(token), count: token.byteCount)
        }
        unsafe tree.nodes[node].offsets.append(
            UInt32(truncatingIfNeeded: tree.nodes[node].bytes.count))
    }

    @inline(never)
    private mutating func appendUnescaped(_ wire: Wire, _ token: Token, node: Int) {
        var text: [UInt8] = []
        unsafe JSONText.unescape(
            wire.span(token).bytes, 0..<token.byteCount, into: &text)
        unsafe tree.nodes[node].bytes.append(contentsOf: text)
    }

    @inline(never)
    private mutating func appendBinary(_ wire: Wire, _ token: Token, node: Int) {
        unsafe tree.nodes[node].bytes.appendBase64(wire.text(token), count: token.byteCount)
        unsafe tree.nodes[node].offsets.append(
            UInt32(truncatingIfNeeded: tree.nodes[node].bytes.count))
    }

    private mutating func putStructure(
        _ wire: Wire, node: Int, value: Int, repetition: UInt8
    ) -> Placement {
        appendPresent(node, repetition)
        let slot = unsafe tree.nodes[node].definitionLevels.count &- 1
        unsafe tree.nodes[node].fields.begin()
        var isExact = true
        var index = value &+ 2
        let end = wire.end(of: value)
        while index < end {
            let field = find(wire, name: index, in: node)
            if field >= 0 {
                if !putField(
                    wire, node: Int(field), slot: slot, value: index &+ 1, repetition: repetition)
                {
                    isExact = false
                }
            } else {
                isExact = false
                if wire.token(index &+ 1).kind != .null { metMisfit = true }
            }
            index = wire.next(index &+ 1)
        }
        return isExact ? .exact : .partial
    }

    /// Puts the elements of a list or set into the slots of the element's node.
    private mutating func putList(
        _ wire: Wire, node: Int, value: Int, repetition: UInt8
    ) -> Placement {
        appendPresent(node, repetition)
        let slot = unsafe tree.nodes[node].definitionLevels.count &- 1
        let element = unsafe Int(tree.nodes[node].element)
        if unsafe tree.nodes[element].parentSlotCount < slot { catchUp(element, to: slot) }
        unsafe tree.nodes[element].parentSlotCount = slot &+ 1
        let end = wire.end(of: value)
        var index = value &+ 2
        guard index < end else {
            unsafe tree.nodes[element].appendLevels(tree.nodes[node].presentLevel, repetition)
            return .exact
        }
        var isExact = true
        var level = repetition
        while index < end {
            let placement = putValue(wire, node: element, value: index, repetition: level)
            if placement == .none {
                unsafe tree.nodes[element].appendLevels(tree.nodes[element].absentLevel, level)
            }
            if placement != .exact { isExact = false }
            level = unsafe tree.nodes[element].repetitionLevel
            index = wire.next(index)
        }
        return isExact ? .exact : .partial
    }

    /// Whether a number's column holds it; a column that adapts holds every number.
    @inline(__always)
    mutating func isHeld(_ wire: Wire, _ token: Token, node: Int) -> Bool {
        guard unsafe tree.nodes[node].isFrozen else { return true }
        guard let type = unsafe tree.nodes[node].frozenType else { return true }
        return wire.fits(token, type)
    }

    mutating func areHeld(_ wire: Wire, _ set: Int, node: Int) -> Bool {
        let element = unsafe Int(tree.nodes[node].element)
        guard unsafe tree.nodes[element].isFrozen else { return true }
        for index in (set + 2)..<wire.end(of: set) {
            guard isHeld(wire, wire.token(index), node: element) else { return false }
        }
        return true
    }
}

extension Token {
    /// Whether this is a string without escapes.
    @inline(__always)
    fileprivate var isPlainString: Bool {
        rawKind == Token.Kind.string.rawValue && !hasEscapes
    }
}

extension Wire {
    /// Whether a number fits a column of some type.
    @inline(never)
    func fits(_ token: Token, _ type: ColumnType) -> Bool {
        let shape = unsafe NumberBuffer.shape(of: span(token).bytes)
        switch type {
        case .integer: return shape.fitsInt64
        case .decimal(let precision, let scale):
            return shape.scale <= scale && shape.integerDigits <= precision - scale
        case .digits: return true
        case .double, .string, .boolean, .binary, .list, .set, .structure, .json: return false
        }
    }

    /// The number as a floating-point number, or nil where that would not be the same number.
    @inline(never)
    func exactDouble(_ token: Token) -> Double? {
        let digits = unsafe String(decoding: span(token), as: UTF8.self)
        guard let number = Double(digits), number.isFinite else { return nil }
        let shortest = Array(number.description.utf8)
        guard let back = unsafe NumberText.decimal(shortest.span.bytes),
            let exact = unsafe NumberText.decimal(span(token).bytes), back == exact
        else { return nil }
        return number
    }

    /// Whether JSON text gives the value back: it hides the difference of B and S, of sets and L.
    func isExactJSON(_ value: Int) -> Bool {
        let token = token(value)
        switch token.kind {
        case .string, .number, .bool, .null: return true
        case .binary, .stringSet, .numberSet, .binarySet: return false
        case .map:
            var index = value + 2
            while index < end(of: value) {
                guard isExactJSON(index + 1) else { return false }
                index = next(index + 1)
            }
            return true
        case .list:
            var index = value + 2
            while index < end(of: value) {
                guard isExactJSON(index) else { return false }
                index = next(index)
            }
            return true
        case .name: preconditionFailure("a name is no value")
        }
    }
}
