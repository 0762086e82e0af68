import DDBBase

/// Reads the entries of a map as options: names first, then types.
struct OptionReader {
    let fields: [OptionField]
    /// What stands before the names in messages: the enclosing option and a dot, or nothing.
    let prefix: String

    func read(_ node: ConfigurationNode) throws(ConfigurationError) -> [String: Options.Entry] {
        var entries: [String: Options.Entry] = [:]
        switch node.content {
        case .null:
            break
        case .map(let written):
            try collect(gather(written), path: "", into: &entries)
        case .scalar, .list:
            throw ConfigurationError(
                .wrongType, "Expected a map of options, found \(node.kindName).",
                option: prefix.isEmpty ? nil : String(prefix.dropLast()), at: node.position)
        }
        for field in fields where entries[field.name] == nil {
            if let defaultValue = field.defaultValue {
                entries[field.name] = Options.Entry(
                    value: try value(defaultValue, field.type, prefix + field.name),
                    position: node.position)
            } else if field.isRequired {
                throw ConfigurationError(
                    .missingOption, "A value is required: \(field.type.expectation).",
                    option: prefix + field.name, at: node.position)
            }
        }
        return entries
    }

    /// Takes entries whose names, after a path, are options, and goes into maps whose names begin
    /// the dotted name of one.
    private func collect(
        _ written: [ConfigurationEntry], path: String, into entries: inout [String: Options.Entry]
    ) throws(ConfigurationError) {
        var seen: Set<String> = []
        for entry in written {
            let name = path + entry.name
            guard seen.insert(name).inserted else {
                throw duplicate(name, at: entry.position)
            }
            let begins = fields.contains { $0.name.hasPrefix(name + ".") }
            if let field = fields.first(where: { $0.name == name }),
                !begins || entry.node.entries == nil
            {
                if entry.node.isNull { continue }
                guard entries[name] == nil else { throw duplicate(name, at: entry.position) }
                let value = try value(entry.node, field.type, prefix + name)
                entries[name] = Options.Entry(value: value, position: entry.node.position)
            } else if begins {
                switch entry.node.content {
                case .null:
                    break
                case .map(let nested):
                    try collect(nested, path: name + ".", into: &entries)
                case .scalar, .list:
                    throw ConfigurationError(
                        .wrongType, "Expected a map of options, found \(entry.node.kindName).",
                        option: prefix + name, at: entry.node.position)
                }
            } else {
                throw ConfigurationError(
                    .unknownOption,
                    "There is no such option\(NearestName.hint(name, in: fields.map(\.name)))",
                    option: prefix + name, at: entry.position)
            }
        }
    }

    /// Gathers `settings.lanes: 2` and `settings: {...}` into one map where `settings` is an option
    /// that holds named values.
    private func gather(_ written: [ConfigurationEntry]) -> [ConfigurationEntry] {
        let holders = fields.filter(\.type.holdsNames).map(\.name)
        var gathered: [ConfigurationEntry] = []
        for entry in written {
            let isExact = fields.contains { $0.name == entry.name }
            let holder = holders.first { entry.name.hasPrefix($0 + ".") }
            guard !isExact, let holder else {
                gathered.append(entry)
                continue
            }
            let rest = String(entry.name.dropFirst(holder.count + 1))
            let inner = ConfigurationEntry(rest, entry.node, at: entry.position)
            if let index = gathered.firstIndex(where: { $0.name == holder }),
                let entries = gathered[index].node.entries
            {
                gathered[index].node.content = .map(entries + [inner])
            } else {
                let node = ConfigurationNode(.map([inner]), at: entry.position)
                gathered.append(ConfigurationEntry(holder, node, at: entry.position))
            }
        }
        return gathered
    }

    private func duplicate(_ name: String, at position: SourcePosition?) -> ConfigurationError {
        ConfigurationError(
            .duplicateOption, "The option is given more than once.", option: prefix + name,
            at: position)
    }
}

extension OptionType {
    /// Whether a value is a map whose names may also be written after a dot.
    fileprivate var holdsNames: Bool {
        switch self {
        case .object, .map, .node: true
        case .string, .secret, .integer, .boolean, .double, .duration, .byteSize, .enumeration,
            .list, .names:
            false
        }
    }
}
