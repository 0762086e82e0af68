package import DDBBase

/// Reads the members of a JSON object by name and type: forgivingly, but never guessing.
///
/// A member that is absent or `null` is nil; one of another type is an error with its path.
///
/// ```swift
/// name = try members.required("TableName", members.string)
/// count = try members.integer("ItemCount")
/// ```
package struct JSONMembers: Sendable {
    private let object: JSONObject
    /// The names that lead to the object, with a point at the end unless there are none.
    private let prefix: String

    /// Reads the members of an object.
    ///
    /// - Parameter path: The names that lead to it; empty where it is not part of another.
    package init(_ object: JSONObject, path: String = "") {
        self.init(object, prefix: path.isEmpty ? "" : path + ".")
    }

    private init(_ object: JSONObject, prefix: String) {
        self.object = object
        self.prefix = prefix
    }

    /// The names of the members, in their order.
    package var names: [String] { object.members.map(\.name) }

    /// The value of a member; nil where it is absent or `null`.
    package func value(_ name: String) -> JSONValue? {
        guard let value = object[name], !value.isNull else { return nil }
        return value
    }

    /// Reads a member that must be there.
    package func required<Value>(
        _ name: String, _ read: (String) throws(JSONMemberError) -> Value?
    ) throws(JSONMemberError) -> Value {
        guard let value = try read(name) else { throw error(name, "is missing") }
        return value
    }

    /// Reads a string.
    package func string(_ name: String) throws(JSONMemberError) -> String? {
        guard let value = value(name) else { return nil }
        guard let string = value.string else { throw error(name, "is not a string") }
        return string
    }

    /// Reads one of a set of names that may grow.
    package func name<Name: RawRepresentable<String>>(
        _ name: String
    ) throws(JSONMemberError) -> Name? {
        guard let text = try string(name) else { return nil }
        guard let value = Name(rawValue: text) else { throw error(name, "is not a known name") }
        return value
    }

    /// Reads an integer, which may be written with an exponent or a fraction of zero.
    package func integer(_ name: String) throws(JSONMemberError) -> Int? {
        guard let value = value(name) else { return nil }
        guard let text = value.numberText, let integer = ExactNumber.integer(text, scale: 0) else {
            throw error(name, "is not an integer of 64 bits")
        }
        return Int(integer)
    }

    /// Reads a number that need not be whole.
    package func double(_ name: String) throws(JSONMemberError) -> Double? {
        guard let value = value(name) else { return nil }
        guard let double = value.numberText.flatMap({ Double($0) }), double.isFinite else {
            throw error(name, "is not a number")
        }
        return double
    }

    /// Reads a list of numbers.
    package func doubles(_ name: String) throws(JSONMemberError) -> [Double] {
        var doubles: [Double] = []
        for (index, element) in try elements(name).enumerated() {
            guard let double = element.numberText.flatMap({ Double($0) }), double.isFinite else {
                throw error("\(name)[\(index)]", "is not a number")
            }
            doubles.append(double)
        }
        return doubles
    }

    /// Reads a truth value.
    package func bool(_ name: String) throws(JSONMemberError) -> Bool? {
        guard let value = value(name) else { return nil }
        guard let bool = value.bool else { throw error(name, "is not true or false") }
        return bool
    }

    /// Reads a moment: seconds since 1970, with fraction and exponent as they come, cut to
    /// microseconds.
    package func instant(_ name: String) throws(JSONMemberError) -> Instant? {
        guard let value = value(name) else { return nil }
        guard let text = value.numberText,
            let count = ExactNumber.integer(text, scale: 6, cut: true)
        else { throw error(name, "is not a time in seconds") }
        return Instant(microseconds: count)
    }

    /// Reads bytes that are written in base64.
    package func bytes(_ name: String) throws(JSONMemberError) -> [UInt8]? {
        guard let text = try string(name) else { return nil }
        guard let bytes = Base64.decode(text) else { throw error(name, "is not base64") }
        return bytes
    }

    /// Reads an object.
    package func members(_ name: String) throws(JSONMemberError) -> JSONMembers? {
        guard let value = value(name) else { return nil }
        guard let object = value.object else { throw error(name, "is not an object") }
        return JSONMembers(object, prefix: "\(prefix)\(name).")
    }

    /// Reads a structure.
    package func structure<Structure: JSONReadable>(
        _ name: String
    ) throws(JSONMemberError) -> Structure? {
        guard let members = try members(name) else { return nil }
        return try Structure(members)
    }

    /// Reads a list of structures; an absent one is empty.
    package func structures<Structure: JSONReadable>(
        _ name: String
    ) throws(JSONMemberError) -> [Structure] {
        var structures: [Structure] = []
        for (index, element) in try elements(name).enumerated() {
            guard let object = element.object else {
                throw error("\(name)[\(index)]", "is not an object")
            }
            structures.append(
                try Structure(JSONMembers(object, prefix: "\(prefix)\(name)[\(index)].")))
        }
        return structures
    }

    /// Reads an object whose members are structures; an absent one is empty.
    package func map<Structure: JSONReadable>(
        _ name: String
    ) throws(JSONMemberError) -> [String: Structure] {
        guard let members = try members(name) else { return [:] }
        var map: [String: Structure] = [:]
        for key in members.names {
            map[key] = try members.required(key) { name throws(JSONMemberError) in
                try members.structure(name) as Structure?
            }
        }
        return map
    }

    /// Reads an object whose members are lists of structures; an absent one is empty.
    package func lists<Structure: JSONReadable>(
        _ name: String
    ) throws(JSONMemberError) -> [String: [Structure]] {
        guard let members = try members(name) else { return [:] }
        var lists: [String: [Structure]] = [:]
        for key in members.names { lists[key] = try members.structures(key) }
        return lists
    }

    /// Reads an object whose members are strings; an absent one is empty.
    package func texts(_ name: String) throws(JSONMemberError) -> [String: String] {
        guard let members = try members(name) else { return [:] }
        var texts: [String: String] = [:]
        for key in members.names { texts[key] = try members.required(key, members.string) }
        return texts
    }

    /// Reads a list of strings; an absent one is empty.
    package func strings(_ name: String) throws(JSONMemberError) -> [String] {
        var strings: [String] = []
        for (index, element) in try elements(name).enumerated() {
            guard let string = element.string else {
                throw error("\(name)[\(index)]", "is not a string")
            }
            strings.append(string)
        }
        return strings
    }

    /// Reads a list; an absent one is empty.
    package func elements(_ name: String) throws(JSONMemberError) -> [JSONValue] {
        guard let value = value(name) else { return [] }
        guard let elements = value.array else { throw error(name, "is not a list") }
        return elements
    }

    /// An error about a member.
    package func error(_ name: String, _ problem: String) -> JSONMemberError {
        JSONMemberError(path: prefix + name, problem: problem)
    }
}
