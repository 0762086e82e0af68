public import DDBBase
import Yams

extension ConfigurationNode {
    /// Reads a YAML document; JSON is one too.
    ///
    /// An empty document is an empty map. Scalars stay texts: an option's type decides what `1`,
    /// `yes` or `012` mean, and YAML's own guesses are never made.
    ///
    /// - Parameters:
    ///   - text: The document.
    ///   - file: Its name for messages.
    ///   - environment: Gives `${env:NAME}`.
    ///   - secrets: Gives `${secrets:name}`.
    ///   - limits: How much is read before the document is refused.
    /// - Throws: ``ConfigurationError`` `syntax`, `limitExceeded`, `substitutionFailed`,
    ///   `duplicateOption`, or `unreadable` where a secret is.
    public static func parse(
        yaml text: String, file: String, environment: ProcessEnvironment,
        secrets: any SecretProvider = ChainedSecretProvider([]),
        limits: ConfigurationLimits = ConfigurationLimits()
    ) throws(ConfigurationError) -> ConfigurationNode {
        try YAMLGuard(limits: limits, file: file).check(text)
        let root: Yams.Node?
        do {
            root = try Yams.Parser(yaml: text, encoding: .utf8).singleRoot()
        } catch {
            throw ConfigurationError(yaml: error, file: file)
        }
        guard let root else {
            return ConfigurationNode(.map([]), at: SourcePosition(file: file, line: 1, column: 1))
        }
        var converter = NodeConverter(
            file: file, limits: limits,
            substitution: Substitution(
                environment: environment, secrets: secrets,
                byteCountMax: limits.substitutionByteCountMax))
        let node = try converter.node(root, depth: 0)
        return node.isNull ? ConfigurationNode(.map([]), at: node.position) : node
    }

    /// Reads a YAML document from a file.
    ///
    /// - Throws: As ``parse(yaml:file:environment:secrets:limits:)``, `notFound` where there is no
    ///   such file, and `unreadable`.
    public static func load(
        path: String, environment: ProcessEnvironment,
        secrets: any SecretProvider = ChainedSecretProvider([]),
        limits: ConfigurationLimits = ConfigurationLimits()
    ) throws(ConfigurationError) -> ConfigurationNode {
        let file = BoundedFile(path: path, byteCountMax: limits.documentByteCountMax)
        guard let text = try file.text() else {
            throw ConfigurationError(.notFound, "There is no file \(path).")
        }
        return try parse(
            yaml: text, file: path, environment: environment, secrets: secrets, limits: limits)
    }
}

/// Turns the parser's nodes into ours, counting them as aliases multiply them.
private struct NodeConverter {
    let file: String
    let limits: ConfigurationLimits
    let substitution: Substitution
    private var nodeCount = 0

    init(file: String, limits: ConfigurationLimits, substitution: Substitution) {
        self.file = file
        self.limits = limits
        self.substitution = substitution
    }

    mutating func node(_ node: Yams.Node, depth: Int) throws(ConfigurationError)
        -> ConfigurationNode
    {
        let position = position(node)
        nodeCount += 1
        guard nodeCount <= limits.nodeCountMax else {
            throw ConfigurationError(
                .limitExceeded, "The document has more than \(limits.nodeCountMax) values.",
                at: position)
        }
        guard depth <= limits.depthMax else {
            throw ConfigurationError(
                .limitExceeded, "The document is nested deeper than \(limits.depthMax).",
                at: position)
        }
        switch node {
        case .scalar(let scalar):
            let isPlain = scalar.style == .plain || scalar.style == .any
            if isPlain, ["", "~", "null", "Null", "NULL"].contains(scalar.string) {
                return ConfigurationNode(.null, at: position)
            }
            let content = try substitution.scalar(scalar.string, at: position)
            return ConfigurationNode(.scalar(content), at: position)
        case .sequence(let sequence):
            var elements: [ConfigurationNode] = []
            for element in sequence {
                elements.append(try self.node(element, depth: depth + 1))
            }
            return ConfigurationNode(.list(elements), at: position)
        case .mapping(let mapping):
            return ConfigurationNode(.map(try entries(mapping, depth: depth)), at: position)
        case .alias:
            throw ConfigurationError(.syntax, "The alias stands for nothing.", at: position)
        }
    }

    private mutating func entries(_ mapping: Yams.Node.Mapping, depth: Int)
        throws(ConfigurationError) -> [ConfigurationEntry]
    {
        var entries: [ConfigurationEntry] = []
        for (key, value) in mapping {
            let position = position(key)
            guard case .scalar(let name) = key else {
                throw ConfigurationError(.syntax, "A name is not a single text.", at: position)
            }
            let node = try node(value, depth: depth + 1)
            entries.append(ConfigurationEntry(name.string, node, at: position))
        }
        return entries
    }

    private func position(_ node: Yams.Node) -> SourcePosition {
        SourcePosition(file: file, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
    }
}

extension ConfigurationError {
    /// Translates what the parser throws, leaving out the line's text that it quotes.
    fileprivate init(yaml error: any Error, file: String) {
        guard let error = error as? YamlError else {
            self.init(.syntax, "The document cannot be parsed.", cause: error)
            return
        }
        func at(_ mark: Mark) -> SourcePosition {
            SourcePosition(file: file, line: mark.line, column: mark.column)
        }
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            self.init(.syntax, "This is not YAML: \(problem).", at: at(mark))
        case .duplicatedKeysInMapping(let names, let context):
            self.init(
                .duplicateOption, "The name is given more than once in one map.",
                option: names.first, at: at(context.mark))
        case .reader(let problem, _, _, _):
            self.init(
                .syntax, "This is not YAML: \(problem).",
                at: SourcePosition(file: file, line: 1, column: 1))
        case .memory:
            self.init(.limitExceeded, "There is no memory for the document.")
        case .no, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
            self.init(
                .syntax, "The document cannot be parsed.",
                at: SourcePosition(file: file, line: 1, column: 1))
        }
    }
}
