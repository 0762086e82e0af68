import DDBJSON

extension JSONText {
    /// An object of members in order.
    static func object(_ members: [(String, JSONValue)]) -> JSONValue {
        var object = JSONObject()
        for (name, value) in members { object[name] = value }
        return .object(object)
    }

    /// The text of a value.
    static func line(_ value: JSONValue) -> String {
        String(decoding: value.bytes, as: UTF8.self)
    }
}
