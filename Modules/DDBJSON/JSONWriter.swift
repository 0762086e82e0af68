/// Writes JSON text into bytes of its own, with commas where they belong and without white space.
///
/// ```swift
/// var writer = JSONWriter()
/// writer.beginObject()
/// writer.name("version")
/// writer.integer(3)
/// writer.endObject()
/// // writer.bytes is {"version":3}
/// ```
public struct JSONWriter: Sendable {
    /// What has been written.
    public private(set) var bytes: [UInt8]
    private var needsComma = false

    /// Creates a writer that appends to bytes.
    public init(appendingTo bytes: [UInt8] = []) {
        self.bytes = bytes
    }

    /// Begins an object.
    public mutating func beginObject() { open(UInt8(ascii: "{")) }

    /// Ends an object.
    public mutating func endObject() { close(UInt8(ascii: "}")) }

    /// Begins an array.
    public mutating func beginArray() { open(UInt8(ascii: "[")) }

    /// Ends an array.
    public mutating func endArray() { close(UInt8(ascii: "]")) }

    /// Writes the name of a member; a value must follow.
    public mutating func name(_ name: String) {
        string(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes the name of a member from plain UTF-8.
    public mutating func name(utf8: RawSpan) {
        string(utf8: utf8)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes a string.
    public mutating func string(_ text: String) {
        separate()
        bytes.append(JSONText.quote)
        JSONText.escape(text, into: &bytes)
        bytes.append(JSONText.quote)
    }

    /// Writes a string from plain UTF-8.
    public mutating func string(utf8: RawSpan) {
        separate()
        bytes.append(JSONText.quote)
        JSONText.escape(utf8, into: &bytes)
        bytes.append(JSONText.quote)
    }

    /// Writes an integer.
    public mutating func integer(_ value: some BinaryInteger) {
        raw(String(value))
    }

    /// Writes a number from a text that is one by JSON's grammar.
    public mutating func number(_ text: String) {
        raw(text)
    }

    /// Writes `true` or `false`.
    public mutating func bool(_ value: Bool) {
        raw(value ? "true" : "false")
    }

    /// Writes `null`.
    public mutating func null() {
        raw("null")
    }

    /// Writes a value whose JSON text is given.
    public mutating func raw(_ text: String) {
        separate()
        bytes.append(contentsOf: text.utf8)
    }

    /// Writes a value whose JSON text is given as bytes.
    public mutating func raw(_ text: [UInt8]) {
        separate()
        bytes.append(contentsOf: text)
    }

    /// Writes a value whose JSON text a function appends, for text that is spliced from elsewhere.
    public mutating func raw(appending append: (inout [UInt8]) -> Void) {
        separate()
        append(&bytes)
    }

    /// Writes a tree.
    public mutating func value(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let value): bool(value)
        case .number(let text): number(text)
        case .string(let text): string(text)
        case .array(let elements):
            beginArray()
            for element in elements { self.value(element) }
            endArray()
        case .object(let object):
            beginObject()
            for member in object.members {
                name(member.name)
                self.value(member.value)
            }
            endObject()
        }
    }

    /// Writes a line feed between texts, as files of one text per line need it.
    public mutating func endLine() {
        bytes.append(0x0A)
        needsComma = false
    }

    /// Returns what has been written and begins anew.
    public mutating func takeBytes() -> [UInt8] {
        defer {
            bytes = []
            needsComma = false
        }
        return bytes
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }
}
