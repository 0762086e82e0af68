import DDBConfiguration

extension ComponentSpec {
    /// What is wrong with the spec itself; empty for a good one.
    ///
    /// Checked are names, defaults against their types, required options with defaults, examples,
    /// and options without documentation. The conformance kit runs it.
    public var problems: [String] {
        var problems: [String] = []
        if !Self.isName(name) {
            problems.append("the name '\(name)' is not of lower-case letters, digits and dashes")
        }
        if summary.isEmpty { problems.append("there is no summary") }
        check(fields, prefix: "", &problems)
        return problems
    }

    private func isScalar(_ field: OptionField) -> Bool {
        if case .scalar = field.type.shape { return true }
        return false
    }

    private func check(_ fields: [OptionField], prefix: String, _ problems: inout [String]) {
        var seen: Set<String> = []
        for field in fields {
            let name = prefix + field.name
            // An option that other tools have keeps the name that they gave it, underscores,
            // capitals inside a word and all.
            let spelled = String(field.name.map { $0 == "_" ? "-" : $0 })
            if !spelled.split(separator: ".", omittingEmptySubsequences: false)
                .allSatisfy({ Self.isName($0.prefix(1) + $0.dropFirst().lowercased()) })
            {
                problems.append("option '\(name)': the name is not of words joined by dots")
            }
            if !seen.insert(field.name).inserted {
                problems.append("option '\(name)' is declared twice")
            }
            if fields.contains(where: { $0.name.hasPrefix(field.name + ".") }), !isScalar(field) {
                // A map there could be its value or hold the others; beside a scalar it is clear.
                problems.append("option '\(name)' is also the beginning of a dotted name")
            }
            if field.summary.isEmpty { problems.append("option '\(name)' has no summary") }
            if field.isRequired, field.defaultValue != nil {
                problems.append("option '\(name)' is required and has a default")
            }
            if field.isSecret, field.defaultValue != nil {
                problems.append("option '\(name)' is secret and has a default")
            }
            if let value = field.defaultValue {
                check(value, "default", field, name, &problems)
            }
            if let example = field.example, case .scalar = field.type.shape {
                check(ConfigurationNode(text: example), "example", field, name, &problems)
            }
            if case .object(let nested) = field.type {
                check(nested, prefix: name + ".", &problems)
            }
        }
    }

    private func check(
        _ value: ConfigurationNode, _ what: String, _ field: OptionField, _ name: String,
        _ problems: inout [String]
    ) {
        do {
            let node = ConfigurationNode(.map([ConfigurationEntry(field.name, value)]))
            _ = try Options(node, fields: [field])
        } catch {
            problems.append("option '\(name)': the \(what) does not fit: \(error.message)")
        }
    }

    /// Whether a text is lower-case letters, digits and dashes, beginning with a letter.
    static func isName(_ text: String) -> Bool {
        guard (1...64).contains(text.utf8.count), let first = text.utf8.first else { return false }
        return (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first)
            && text.utf8.allSatisfy {
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || $0 == UInt8(ascii: "-")
            }
    }
}

extension OptionType {
    enum Shape { case scalar, list, map, any }

    /// How a value is written.
    var shape: Shape {
        switch self {
        case .string, .secret, .integer, .boolean, .double, .duration, .byteSize, .enumeration:
            .scalar
        case .list, .names: .list
        case .map, .object: .map
        case .node: .any
        }
    }
}
