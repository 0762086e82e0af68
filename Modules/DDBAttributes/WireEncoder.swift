import DDBBase
import DDBJSON

/// Writes DynamoDB JSON, compact as DynamoDB writes it: the only encoder of attribute values.
///
/// The functions for parts append exactly what they say, so callers put commas and closing brackets
/// between them. Items of a batch that nobody changed are better spliced, see
/// ``ItemBatch/appendItemWire(at:to:)``.
public enum WireEncoder {
    /// Returns an item's bytes.
    public static func encode(_ item: Item) -> [UInt8] {
        var wire: [UInt8] = []
        append(item, to: &wire)
        return wire
    }

    /// Appends an item: `{"pk":{"S":".."},...}`.
    public static func append(_ item: Item, to wire: inout [UInt8]) {
        wire.append(UInt8(ascii: "{"))
        for (index, name) in item.names.enumerated() {
            if index > 0 { wire.append(UInt8(ascii: ",")) }
            appendName(name, to: &wire)
            append(item.values[index], to: &wire)
        }
        wire.append(UInt8(ascii: "}"))
    }

    /// Appends a value: `{"S":".."}`.
    public static func append(_ value: AttributeValue, to wire: inout [UInt8]) {
        switch value {
        case .string(let text):
            wire.append(contentsOf: #"{"S":""#.utf8)
            JSONText.escape(text, into: &wire)
            wire.append(contentsOf: "\"}".utf8)
        case .number(let number):
            wire.append(contentsOf: #"{"N":""#.utf8)
            number.appendText(to: &wire)
            wire.append(contentsOf: "\"}".utf8)
        case .binary(let bytes): unsafe appendBinary(bytes.span.bytes, to: &wire)
        case .bool(let value): appendBool(value, to: &wire)
        case .null: appendNull(to: &wire)
        case .map(let item):
            wire.append(contentsOf: #"{"M":"#.utf8)
            append(item, to: &wire)
            wire.append(UInt8(ascii: "}"))
        case .list(let values):
            appendMembers("L", values, to: &wire) { append($0, to: &$1) }
        case .stringSet(let members):
            appendMembers("SS", members, to: &wire) { member, wire in
                quote(to: &wire) { JSONText.escape(member, into: &$0) }
            }
        case .numberSet(let members):
            appendMembers("NS", members, to: &wire) { member, wire in
                quote(to: &wire) { member.appendText(to: &$0) }
            }
        case .binarySet(let members):
            appendMembers("BS", members, to: &wire) { member, wire in
                quote(to: &wire) { unsafe Base64.encode(member.span.bytes, into: &$0) }
            }
        }
    }

    // MARK: parts

    /// Appends an attribute's name with its colon: `"name":`.
    public static func appendName(_ name: String, to wire: inout [UInt8]) {
        quote(to: &wire) { JSONText.escape(name, into: &$0) }
        wire.append(UInt8(ascii: ":"))
    }

    /// Appends an attribute's name, plain UTF-8, with its colon.
    public static func appendName(utf8 name: RawSpan, to wire: inout [UInt8]) {
        appendText(utf8: name, to: &wire)
        wire.append(UInt8(ascii: ":"))
    }

    /// Appends `{"S":".."}` of plain UTF-8.
    public static func appendString(utf8 text: RawSpan, to wire: inout [UInt8]) {
        wire.append(contentsOf: #"{"S":"#.utf8)
        appendText(utf8: text, to: &wire)
        wire.append(UInt8(ascii: "}"))
    }

    /// Appends `{"N":".."}` of a number's text.
    public static func appendNumber(text: RawSpan, to wire: inout [UInt8]) {
        wire.append(contentsOf: #"{"N":""#.utf8)
        TokenText.copy(0..<text.byteCount, of: text, to: &wire)
        wire.append(contentsOf: "\"}".utf8)
    }

    /// Appends `{"N":".."}` of mantissa x 10^-scale.
    public static func appendNumber(mantissa: Int128, scale: Int, to wire: inout [UInt8]) {
        wire.append(contentsOf: #"{"N":""#.utf8)
        NumberText.append(mantissa: mantissa, scale: scale, to: &wire)
        wire.append(contentsOf: "\"}".utf8)
    }

    /// Appends `{"B":".."}` of bytes.
    public static func appendBinary(_ bytes: RawSpan, to wire: inout [UInt8]) {
        wire.append(contentsOf: #"{"B":""#.utf8)
        Base64.encode(bytes, into: &wire)
        wire.append(contentsOf: "\"}".utf8)
    }

    /// Appends `{"BOOL":true}` or `{"BOOL":false}`.
    public static func appendBool(_ value: Bool, to wire: inout [UInt8]) {
        wire.append(contentsOf: (value ? #"{"BOOL":true}"# : #"{"BOOL":false}"#).utf8)
    }

    /// Appends `{"NULL":true}`.
    public static func appendNull(to wire: inout [UInt8]) {
        wire.append(contentsOf: #"{"NULL":true}"#.utf8)
    }

    /// Appends plain UTF-8 in quotes, as members of SS are written.
    public static func appendText(utf8 text: RawSpan, to wire: inout [UInt8]) {
        wire.append(UInt8(ascii: "\""))
        JSONText.escape(text, into: &wire)
        wire.append(UInt8(ascii: "\""))
    }

    /// Appends the value that a plain JSON text says, `{"L":[{"N":"1"}]}` of `[1]`.
    ///
    /// Strings become S, numbers N with the same text, `true` and `false` BOOL, `null` NULL,
    /// objects M and arrays L. Whether numbers are in range and names distinct only a batch checks.
    ///
    /// - Parameters:
    ///   - text: One JSON value.
    ///   - limits: The largest text, and how deep it may nest.
    ///   - dropsNulls: Whether members of objects that are null are left out.
    ///   - wire: Where it goes; as it was where an error is thrown.
    /// - Throws: ``AttributeError`` where the text is not JSON, or exceeds a limit.
    public static func append(
        plainJSON text: RawSpan, limits: DecodeLimits = .standard, dropsNulls: Bool = false,
        to wire: inout [UInt8]
    ) throws(AttributeError) {
        try PlainTranscoder.append(text, limits: limits, dropsNulls: dropsNulls, to: &wire)
    }

    /// What stands before a value's content: `{"S":`.
    public static func opening(_ kind: Token.Kind) -> String {
        switch kind {
        case .name, .string: #"{"S":"#
        case .number: #"{"N":"#
        case .binary: #"{"B":"#
        case .bool: #"{"BOOL":"#
        case .null: #"{"NULL":"#
        case .map: #"{"M":"#
        case .list: #"{"L":"#
        case .stringSet: #"{"SS":"#
        case .numberSet: #"{"NS":"#
        case .binarySet: #"{"BS":"#
        }
    }

    private static func appendMembers<Member>(
        _ type: String, _ members: [Member], to wire: inout [UInt8],
        _ body: (Member, inout [UInt8]) -> Void
    ) {
        wire.append(contentsOf: "{\"\(type)\":[".utf8)
        for (index, member) in members.enumerated() {
            if index > 0 { wire.append(UInt8(ascii: ",")) }
            body(member, &wire)
        }
        wire.append(contentsOf: "]}".utf8)
    }

    private static func quote(to wire: inout [UInt8], _ body: (inout [UInt8]) -> Void) {
        wire.append(UInt8(ascii: "\""))
        body(&wire)
        wire.append(UInt8(ascii: "\""))
    }
}
