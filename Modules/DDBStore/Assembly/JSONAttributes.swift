import DDBJSON

/// Gives plain JSON text its DynamoDB types: what a JSON column and `_record` hold.
enum JSONAttributes {
    /// The attributes of an item's JSON object.
    static func item(of text: [UInt8]) throws -> JSONObject {
        var result = JSONObject()
        for member in try Overlay.parse(text).members {
            result[member.name] = attribute(member.value)
        }
        return result
    }

    /// The attribute value of a JSON text.
    static func value(of text: [UInt8]) throws -> JSONValue {
        attribute(try Overlay.parseValue(text))
    }

    private static func attribute(_ value: JSONValue) -> JSONValue {
        switch value {
        case .null: return Overlay.single("NULL", .bool(true))
        case .bool: return Overlay.single("BOOL", value)
        case .number(let digits): return Overlay.single("N", .string(digits))
        case .string: return Overlay.single("S", value)
        case .array(let elements):
            return Overlay.single("L", .array(elements.map { attribute($0) }))
        case .object(let members):
            var fields = JSONObject()
            for member in members.members { fields[member.name] = attribute(member.value) }
            return Overlay.single("M", .object(fields))
        }
    }
}
