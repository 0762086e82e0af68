/// The options of one component: read, of the right types, with defaults filled in.
///
/// ```swift
/// let options = try Options(["path": "orders.jsonl"], fields: LinesSource.spec.fields)
/// let path: String = try options.get("path")
/// ```
public struct Options: Sendable, Hashable {
    struct Entry: Sendable, Hashable {
        var value: OptionValue
        var position: SourcePosition?
    }

    private var entries: [String: Entry]

    /// Where the map of options was written.
    public let position: SourcePosition?

    /// Reads a map of options.
    ///
    /// - Parameters:
    ///   - node: A map; nothing counts as an empty one.
    ///   - fields: The options that exist.
    /// - Throws: ``ConfigurationError`` `unknownOption` with the nearest name, `duplicateOption`,
    ///   `missingOption`, `wrongType` or `outOfRange`.
    public init(_ node: ConfigurationNode, fields: [OptionField]) throws(ConfigurationError) {
        entries = try OptionReader(fields: fields, prefix: "").read(node)
        position = node.position
    }

    init(entries: [String: Entry], position: SourcePosition?) {
        self.entries = entries
        self.position = position
    }

    /// The names of the options that have a value, given or by default.
    public var names: [String] { entries.keys.sorted() }

    /// Returns an option's value, or nil where it is not given and has no default.
    ///
    /// - Throws: ``ConfigurationError`` `wrongType` where the option is of another type than asked.
    public func find<Value: OptionConvertible>(
        _ name: String, as type: Value.Type = Value.self
    ) throws(ConfigurationError) -> Value? {
        guard let entry = entries[name] else { return nil }
        guard let value = Value(option: entry.value) else {
            throw error(.wrongType, name, "The component reads this option as \(type).")
        }
        return value
    }

    /// Returns an option's value.
    ///
    /// - Throws: ``ConfigurationError`` `missingOption` where it is not given and has no default,
    ///   `wrongType` where the option is of another type than asked.
    public func get<Value: OptionConvertible>(
        _ name: String, as type: Value.Type = Value.self
    ) throws(ConfigurationError) -> Value {
        guard let value = try find(name, as: type) else {
            throw error(.missingOption, name, "A value is required.")
        }
        return value
    }

    /// Returns an option's word as a case of an enumeration.
    ///
    /// - Throws: As ``get(_:as:)``, and `outOfRange` where no case has the word.
    public func choose<Choice: RawRepresentable<String>>(
        _ name: String, as type: Choice.Type = Choice.self
    ) throws(ConfigurationError) -> Choice {
        let word: String = try get(name)
        guard let choice = Choice(rawValue: word) else {
            throw error(.outOfRange, name, "The component does not know this word.")
        }
        return choice
    }

    /// Makes the error for an option whose value the component itself refuses.
    public func error(_ code: ConfigurationError.Code, _ name: String, _ message: String)
        -> ConfigurationError
    {
        ConfigurationError(
            code, message, option: name, at: entries[name]?.position ?? position)
    }
}
