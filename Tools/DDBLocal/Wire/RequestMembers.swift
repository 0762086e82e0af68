import DDBJSON

/// The members of a request by name, each still JSON text.
///
/// A member that is `null` is absent; a name that no operation knows is ignored, as AWS does.
struct RequestMembers: Sendable {
    let bytes: [UInt8]
    private var members: [(name: String, value: Range<Int>)] = []

    /// Checks the text as JSON and finds the members.
    init(_ bytes: [UInt8]) throws(ServiceRefusal) {
        var cursor = WireCursor(bytes)
        guard cursor.peek() == UInt8(ascii: "{") else { throw WireCursor.malformed }
        try self.init(&cursor)
        guard cursor.peek() == 0, cursor.offset == cursor.end else { throw WireCursor.malformed }
    }

    /// Finds the members of an object inside a text.
    init(_ bytes: [UInt8], _ range: Range<Int>) throws(ServiceRefusal) {
        var cursor = WireCursor(bytes, range)
        try self.init(&cursor)
    }

    private init(_ cursor: inout WireCursor) throws(ServiceRefusal) {
        bytes = cursor.bytes
        try cursor.openObject()
        var isFirst = true
        while let name = try cursor.member(&isFirst) {
            let start = cursor.peek()
            let value = try cursor.skipValue()
            if start != UInt8(ascii: "n") { members.append((cursor.string(name), value)) }
        }
    }

    /// Where the value of a member lies; nil where it is absent.
    subscript(name: String) -> Range<Int>? {
        // The last of equal names counts, as in most readers of JSON.
        members.last { $0.name == name }?.value
    }

    /// The names in their order.
    var names: [String] { members.map(\.name) }

    /// The first of some names that is there.
    func first(of names: [String]) -> String? { names.first { self[$0] != nil } }

    /// A cursor before the value of a member.
    func cursor(_ name: String) -> WireCursor? {
        self[name].map { WireCursor(bytes, $0) }
    }

    func string(_ name: String) throws(ServiceRefusal) -> String? {
        guard var cursor = cursor(name) else { return nil }
        guard cursor.peek() == UInt8(ascii: "\"") else { throw cursor.unexpected("String") }
        let text = try cursor.text()
        return cursor.string(text)
    }

    func bool(_ name: String) throws(ServiceRefusal) -> Bool? {
        guard var cursor = cursor(name) else { return nil }
        switch cursor.peek() {
        case UInt8(ascii: "t"): return true
        case UInt8(ascii: "f"): return false
        default: throw cursor.unexpected("Boolean")
        }
    }

    func integer(_ name: String) throws(ServiceRefusal) -> Int? {
        guard let range = self[name], var cursor = cursor(name) else { return nil }
        switch cursor.peek() {
        case UInt8(ascii: "-"), 0x30...0x39:
            let text = String(decoding: bytes[range], as: UTF8.self)
            if let integer = Int(text) { return integer }
            guard let double = Double(text), double.magnitude < 9e15 else {
                throw .serialization("NUMBER_VALUE cannot be converted to Integer")
            }
            return Int(double)
        default: throw cursor.unexpected("Integer")
        }
    }

    /// The names and strings of an object, in their order; nil where it is absent.
    func strings(_ name: String) throws(ServiceRefusal) -> [(name: String, value: String)]? {
        guard var cursor = cursor(name) else { return nil }
        var strings: [(String, String)] = []
        try cursor.openObject()
        var isFirst = true
        while let name = try cursor.member(&isFirst) {
            guard cursor.peek() == UInt8(ascii: "\"") else { throw cursor.unexpected("String") }
            let value = try cursor.text()
            strings.append((cursor.string(name), cursor.string(value)))
        }
        return strings
    }

    /// The members of an object; nil where it is absent.
    func object(_ name: String) throws(ServiceRefusal) -> RequestMembers? {
        guard let range = self[name] else { return nil }
        return try RequestMembers(bytes, range)
    }

    /// The objects of an array; empty where it is absent.
    func objects(_ name: String) throws(ServiceRefusal) -> [RequestMembers] {
        guard var cursor = cursor(name) else { return [] }
        var objects: [RequestMembers] = []
        try cursor.openArray()
        var isFirst = true
        while try cursor.element(&isFirst) {
            guard cursor.peek() == UInt8(ascii: "{") else { throw cursor.unexpected("object") }
            let range = try cursor.skipValue()
            objects.append(try RequestMembers(bytes, range))
        }
        return objects
    }

    /// The strings of an array; nil where it is absent.
    func list(_ name: String) throws(ServiceRefusal) -> [String]? {
        guard var cursor = cursor(name) else { return nil }
        var list: [String] = []
        try cursor.openArray()
        var isFirst = true
        while try cursor.element(&isFirst) {
            guard cursor.peek() == UInt8(ascii: "\"") else { throw cursor.unexpected("String") }
            let text = try cursor.text()
            list.append(cursor.string(text))
        }
        return list
    }
}
