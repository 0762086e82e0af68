import DDBBase

extension OptionReader {
    /// Reads one value as its option's type.
    func value(_ node: ConfigurationNode, _ type: OptionType, _ name: String)
        throws(ConfigurationError) -> OptionValue
    {
        switch type {
        case .list(let element):
            return .list(try list(node, element, name))
        case .names:
            return .list(try names(node, name))
        case .map(let element):
            return .map(try map(node, element, name))
        case .object(let nested):
            let reader = OptionReader(fields: nested, prefix: name + ".")
            return .object(Options(entries: try reader.read(node), position: node.position))
        case .node:
            return .node(node)
        case .string, .secret, .integer, .boolean, .double, .duration, .byteSize, .enumeration:
            guard case .scalar(let scalar) = node.content else {
                throw mismatch(.wrongType, type, name, node, "found \(node.kindName)")
            }
            if type == .secret { return .secret(Secret(scalar.text)) }
            guard !scalar.isSecret else {
                throw mismatch(
                    .wrongType, type, name, node,
                    "and this option would print a secret; use an option of type secret")
            }
            return try scalarValue(scalar.text, type, name, node)
        }
    }

    private func scalarValue(
        _ text: String, _ type: OptionType, _ name: String, _ node: ConfigurationNode
    ) throws(ConfigurationError) -> OptionValue {
        switch type {
        case .string:
            return .string(text)
        case .enumeration(let words):
            guard words.contains(text) else { throw mismatch(.outOfRange, type, name, node) }
            return .string(text)
        case .boolean:
            switch text {
            case "true", "True", "TRUE": return .boolean(true)
            case "false", "False", "FALSE": return .boolean(false)
            default: throw mismatch(.wrongType, type, name, node)
            }
        case .integer(let range):
            let value = Int(text.filter { $0 != "_" })
            return .integer(try check(value, range, type, name, node))
        case .double(let range):
            let value = Double(text).flatMap { $0.isFinite ? $0 : nil }
            return .double(try check(value, range, type, name, node))
        case .duration(let range):
            return .duration(try check(DurationText.parse(text), range, type, name, node))
        case .byteSize(let range):
            return .byteSize(try check(ByteSizeText.parse(text), range, type, name, node))
        case .secret, .list, .names, .map, .object, .node:
            preconditionFailure("only scalar types come here")
        }
    }

    private func list(_ node: ConfigurationNode, _ type: OptionType, _ name: String)
        throws(ConfigurationError) -> [OptionValue]
    {
        switch node.content {
        case .null:
            return []
        case .list(let elements):
            var values: [OptionValue] = []
            for (index, element) in elements.enumerated() {
                values.append(try value(element, type, "\(name)[\(index)]"))
            }
            return values
        case .scalar, .map:
            return [try value(node, type, name)]
        }
    }

    private func names(
        _ node: ConfigurationNode, _ name: String
    ) throws(ConfigurationError) -> [OptionValue] {
        let values = try list(node, .string, name)
        guard case .scalar = node.content, case .string(let text)? = values.first else {
            return values
        }
        let names = NameListText.parse(text)
        guard !names.contains("") else {
            throw mismatch(.wrongType, .names, name, node, "found a comma without a name")
        }
        return names.map { .string($0) }
    }

    private func map(_ node: ConfigurationNode, _ type: OptionType, _ name: String)
        throws(ConfigurationError) -> [String: OptionValue]
    {
        guard let written = node.entries else {
            if node.isNull { return [:] }
            throw mismatch(.wrongType, .map(type), name, node, "found \(node.kindName)")
        }
        var values: [String: OptionValue] = [:]
        for entry in written {
            let inner = "\(name).\(entry.name)"
            guard values[entry.name] == nil else {
                throw ConfigurationError(
                    .duplicateOption, "The name is given more than once.", option: inner,
                    at: entry.position)
            }
            values[entry.name] = try value(entry.node, type, inner)
        }
        return values
    }

    private func check<Value: Comparable>(
        _ value: Value?, _ range: ClosedRange<Value>, _ type: OptionType, _ name: String,
        _ node: ConfigurationNode
    ) throws(ConfigurationError) -> Value {
        guard let value else { throw mismatch(.wrongType, type, name, node) }
        guard range.contains(value) else { throw mismatch(.outOfRange, type, name, node) }
        return value
    }

    private func mismatch(
        _ code: ConfigurationError.Code, _ type: OptionType, _ name: String,
        _ node: ConfigurationNode, _ found: String? = nil
    ) -> ConfigurationError {
        let message = "Expected \(type.expectation)" + (found.map { ", " + $0 } ?? "") + "."
        return ConfigurationError(code, message, option: name, at: node.position)
    }
}
