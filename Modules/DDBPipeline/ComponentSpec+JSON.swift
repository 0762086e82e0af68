import DDBConfiguration
public import DDBJSON

extension ComponentSpec {
    /// The spec as `ddbkit plugins --json` prints it.
    public var json: JSONValue {
        .members([
            ("name", .string(name)), ("kind", .string(kind.rawValue)),
            ("summary", .string(summary)), ("description", .string(description)),
            ("delivery", .string(delivery.rawValue)), ("ordering", .string(ordering.rawValue)),
            ("boundedness", .string(boundedness.rawValue)),
            ("options", .array(fields.map(\.json))), ("schema", jsonSchema),
        ])
    }

    /// A JSON schema (2020-12) of the component's options.
    ///
    /// Dotted options appear with their dotted names and as nested objects; that a dotted option is
    /// required is not expressed.
    public var jsonSchema: JSONValue {
        var members: [(String, JSONValue)] = [
            ("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
            ("title", .string(title)), ("description", .string(summary)),
        ]
        members += fields.schemaMembers
        return .members(members)
    }
}

extension [OptionField] {
    fileprivate var schemaMembers: [(String, JSONValue)] {
        var properties = map { ($0.name, $0.schema) }
        let groups = Dictionary(grouping: filter { $0.name.contains(".") }) {
            String($0.name.prefix { $0 != "." })
        }
        for (group, fields) in groups.sorted(by: { $0.key < $1.key }) {
            let nested = fields.map { field in
                var field = field
                field.name = String(field.name.dropFirst(group.count + 1))
                field.isRequired = false
                return field
            }
            let schema = JSONValue.members(nested.schemaMembers)
            if let index = properties.firstIndex(where: { $0.0 == group }) {
                // A scalar, or what its name begins.
                properties[index].1 = .members([("anyOf", .array([properties[index].1, schema]))])
            } else {
                properties.append((group, schema))
            }
        }
        let required = filter { $0.isRequired && !$0.name.contains(".") }.map(\.name)
        var members: [(String, JSONValue)] = [
            ("type", .string("object")), ("properties", .members(properties)),
        ]
        if !required.isEmpty {
            members.append(("required", .array(required.map(JSONValue.string))))
        }
        members.append(("additionalProperties", .bool(false)))
        return members
    }
}

extension OptionField {
    fileprivate var json: JSONValue {
        var members: [(String, JSONValue)] = [
            ("name", .string(name)), ("type", .string(type.word)),
            ("expected", .string(type.expectation)), ("required", .bool(isRequired)),
            ("secret", .bool(isSecret)), ("advanced", .bool(isAdvanced)),
            ("summary", .string(summary)),
        ]
        if let defaultValue { members.append(("default", .string(defaultValue.flowText))) }
        if let example { members.append(("example", .string(example))) }
        if case .enumeration(let words) = type {
            members.append(("values", .array(words.map(JSONValue.string))))
        }
        return .members(members)
    }

    fileprivate var schema: JSONValue {
        var members = type.schemaMembers
        members.append(("description", .string(summary)))
        if let defaultValue { members.append(("default", defaultValue.json(as: type))) }
        return .members(members)
    }
}

extension OptionType {
    fileprivate var word: String {
        switch self {
        case .string: "string"
        case .secret: "secret"
        case .integer: "integer"
        case .boolean: "boolean"
        case .double: "double"
        case .duration: "duration"
        case .byteSize: "byte-size"
        case .enumeration: "enumeration"
        case .list: "list"
        case .names: "names"
        case .map: "map"
        case .object: "object"
        case .node: "any"
        }
    }

    fileprivate var schemaMembers: [(String, JSONValue)] {
        switch self {
        case .string: [("type", .string("string"))]
        case .secret: [("type", .string("string")), ("writeOnly", .bool(true))]
        case .boolean: [("type", .string("boolean"))]
        case .integer(let range):
            [("type", .string("integer"))] + bounds(range, from: .min, to: .max, JSONValue.integer)
        case .double(let range):
            [("type", .string("number"))]
                + bounds(
                    range, from: -Double.greatestFiniteMagnitude, to: .greatestFiniteMagnitude
                ) { .number(String($0)) }
        case .duration:
            [
                ("type", .string("string")),
                ("pattern", .string(#"^([0-9]+(\.[0-9]+)?(ns|us|ms|s|m|h|d))+$"#)),
            ]
        case .byteSize:
            [
                ("type", .array([.string("integer"), .string("string")])),
                ("pattern", .string("^[0-9_]+ ?(B|[KMGT]B|[KMGT]iB)?$")),
            ]
        case .enumeration(let words): [("enum", .array(words.map(JSONValue.string)))]
        case .list(let element):
            [("type", .string("array")), ("items", .members(element.schemaMembers))]
        case .names:
            [
                ("type", .array([.string("array"), .string("string")])),
                ("items", .members(OptionType.string.schemaMembers)),
            ]
        case .map(let element):
            [
                ("type", .string("object")),
                ("additionalProperties", .members(element.schemaMembers)),
            ]
        case .object(let fields): fields.schemaMembers
        case .node: []
        }
    }

    private func bounds<Value: Comparable>(
        _ range: ClosedRange<Value>, from least: Value, to most: Value,
        _ number: (Value) -> JSONValue
    ) -> [(String, JSONValue)] {
        var members: [(String, JSONValue)] = []
        if range.lowerBound > least { members.append(("minimum", number(range.lowerBound))) }
        if range.upperBound < most { members.append(("maximum", number(range.upperBound))) }
        return members
    }
}

extension ConfigurationNode {
    /// The node as the JSON value that its option's schema describes.
    fileprivate func json(as type: OptionType) -> JSONValue {
        switch type {
        case .list(let element): .array((elements ?? [self]).map { $0.json(as: element) })
        case .names: .array((elements ?? [self]).map { $0.json(as: .string) })
        case .integer, .double: .number(flowText)
        case .boolean: .bool(flowText == "true")
        case .string, .secret, .duration, .byteSize, .enumeration, .map, .object, .node:
            .string(flowText)
        }
    }
}

extension JSONValue {
    /// An object of members in order; of equal names the first counts.
    static func members(_ members: [(String, JSONValue)]) -> JSONValue {
        var object = JSONObject()
        for (name, value) in members {
            _ = object.append(JSONObject.Member(name: name, value: value))
        }
        return .object(object)
    }
}
