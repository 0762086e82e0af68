import DDBAttributes
import DDBJSON

/// Turns one JSON value of a document into a value of DynamoDB JSON.
enum JSONCell {
    /// Appends a value.
    ///
    /// - Parameters:
    ///   - value: Its text, perhaps with white space around it; it has been scanned.
    ///   - type: What it becomes; what its own type suggests where it is nil.
    ///   - isKey: Whether truth values become S.
    /// - Returns: False, and nothing is appended, for null and where the rules make nothing of it.
    static func append(
        _ value: RawSpan, as type: AttributeType?, isKey: Bool, _ rules: ValueRules,
        _ limits: DecodeLimits, to wire: inout [UInt8]
    ) throws(ValueFault) -> Bool {
        let value = value.extracting(TextValue.trimmed(value))
        guard value.byteCount > 0 else { throw .notJSON }
        switch TextValue.byte(value, 0) {
        case UInt8(ascii: "n"): return false
        case UInt8(ascii: "\""):
            guard let type else { return try natural(value, rules, limits, to: &wire) }
            let text = plain(value)
            return try unsafe TextValue.append(
                text.span.bytes, as: type, rules, limits: limits, to: &wire)
        case UInt8(ascii: "t"), UInt8(ascii: "f"):
            if isKey || type == .string {
                WireEncoder.appendString(utf8: value, to: &wire)
                return true
            }
            guard type == nil || type == .boolean || type == .json else { throw .type }
            return try natural(value, rules, limits, to: &wire)
        case UInt8(ascii: "{"):
            if type == .string { return appendText(value, to: &wire) }
            guard type == nil || type == AttributeType.map || type == .json else { throw .type }
            return try natural(value, rules, limits, to: &wire)
        case UInt8(ascii: "["): return try array(value, type, rules, limits, to: &wire)
        case _:
            switch type {
            case .string?: return appendText(value, to: &wire)
            case nil, .number?, .json?:
                return try TextValue.appendNumber(value, rules, to: &wire)
            case .boolean?:
                WireEncoder.appendBool(try TextValue.boolean(value), to: &wire)
                return true
            case .binary?, .list?, .map?, .stringSet?, .numberSet?, .binarySet?: throw .type
            }
        }
    }

    private static func array(
        _ value: RawSpan, _ type: AttributeType?, _ rules: ValueRules, _ limits: DecodeLimits,
        to wire: inout [UInt8]
    ) throws(ValueFault) -> Bool {
        switch type {
        case nil, .list?, .json?: return try natural(value, rules, limits, to: &wire)
        case .string?: return appendText(value, to: &wire)
        case .stringSet?, .numberSet?, .binarySet?:
            guard let type else { return false }
            return try SetMembers.append(jsonArray: value, as: type, to: &wire)
        case .number?, .boolean?, .binary?, .map?: throw .type
        }
    }

    /// The text of a string, or the JSON text of a number; nil of null.
    static func text(of value: RawSpan) -> [UInt8]? {
        let value = value.extracting(TextValue.trimmed(value))
        guard value.byteCount > 0, TextValue.byte(value, 0) != UInt8(ascii: "n") else {
            return nil
        }
        if TextValue.byte(value, 0) == UInt8(ascii: "\"") { return plain(value) }
        var text: [UInt8] = []
        TokenText.copy(0..<value.byteCount, of: value, to: &text)
        return text
    }

    private static func plain(_ value: RawSpan) -> [UInt8] {
        var text: [UInt8] = []
        JSONText.unescape(value, 1..<max(1, value.byteCount - 1), into: &text)
        return text
    }

    private static func appendText(_ value: RawSpan, to wire: inout [UInt8]) -> Bool {
        WireEncoder.appendString(utf8: value, to: &wire)
        return true
    }

    private static func natural(
        _ value: RawSpan, _ rules: ValueRules, _ limits: DecodeLimits, to wire: inout [UInt8]
    ) throws(ValueFault) -> Bool {
        do throws(AttributeError) {
            try WireEncoder.append(
                plainJSON: value, limits: limits, dropsNulls: rules.nulls == .drop, to: &wire)
        } catch {
            throw ValueFault(plainJSON: error)
        }
        return true
    }
}
