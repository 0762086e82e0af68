import DDBAttributes
import DDBBase
import DDBJSON

/// Converts DynamoDB JSON by way of a generic JSON tree: slow, obvious, and sharing nothing with
/// the decoder but the definition.
enum Oracle {
    struct Refusal: Error {}

    static func item(_ bytes: [UInt8]) throws -> Item {
        guard let object = try JSONValue.parse(bytes.span.bytes).object else { throw Refusal() }
        return try item(object, depth: 0)
    }

    private static func item(_ object: JSONObject, depth: Int) throws -> Item {
        var item = Item()
        for member in object.members { item[member.name] = try value(member.value, depth: depth) }
        return item
    }

    private static func value(_ json: JSONValue, depth: Int) throws -> AttributeValue {
        guard let members = json.object?.members, members.count == 1 else { throw Refusal() }
        let content = members[0].value
        switch members[0].name {
        case "S": return .string(try string(content))
        case "N": return .number(try DecimalNumber(string(content)))
        case "B": return .binary(try binary(content))
        case "BOOL":
            guard let value = content.bool else { throw Refusal() }
            return .bool(value)
        case "NULL":
            guard content.bool == true else { throw Refusal() }
            return .null
        case "M":
            guard let object = content.object, depth < 32 else { throw Refusal() }
            return .map(try item(object, depth: depth + 1))
        case "L":
            guard let elements = content.array, depth < 32 else { throw Refusal() }
            return .list(try elements.map { try value($0, depth: depth + 1) })
        case "SS": return .stringSet(try setMembers(content).map { try string($0) })
        case "NS": return .numberSet(try setMembers(content).map { try DecimalNumber(string($0)) })
        case "BS": return .binarySet(try setMembers(content).map { try binary($0) })
        default: throw Refusal()
        }
    }

    private static func setMembers(_ json: JSONValue) throws -> [JSONValue] {
        guard let elements = json.array, !elements.isEmpty else { throw Refusal() }
        return elements
    }

    private static func string(_ json: JSONValue) throws -> String {
        guard let text = json.string else { throw Refusal() }
        return text
    }

    private static func binary(_ json: JSONValue) throws -> [UInt8] {
        guard let bytes = Base64.decode(try string(json)) else { throw Refusal() }
        return bytes
    }
}
