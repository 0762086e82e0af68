public import DDBBase

/// A value that has been read as its option's type.
public enum OptionValue: Sendable, Hashable {
    /// The value of `string` and `enumeration`.
    case string(String)
    /// The value of `secret`.
    case secret(Secret)
    /// The value of `integer`.
    case integer(Int)
    /// The value of `boolean`.
    case boolean(Bool)
    /// The value of `double`.
    case double(Double)
    /// The value of `duration`.
    case duration(Duration)
    /// The value of `byteSize`, in bytes.
    case byteSize(Int)
    /// The values of `list`.
    case list([OptionValue])
    /// The values of `map`.
    case map([String: OptionValue])
    /// The options of `object`.
    case object(Options)
    /// The value of `node`.
    case node(ConfigurationNode)
}

/// A Swift type that option values turn into.
public protocol OptionConvertible {
    /// Creates the value, or nil where the option is of another type.
    init?(option: OptionValue)
}

extension String: OptionConvertible {
    /// Takes `string` and `enumeration`.
    public init?(option: OptionValue) {
        guard case .string(let value) = option else { return nil }
        self = value
    }
}

extension Secret: OptionConvertible {
    /// Takes `secret`.
    public init?(option: OptionValue) {
        guard case .secret(let value) = option else { return nil }
        self = value
    }
}

extension Int: OptionConvertible {
    /// Takes `integer` and `byteSize`.
    public init?(option: OptionValue) {
        switch option {
        case .integer(let value), .byteSize(let value): self = value
        case .string, .secret, .boolean, .double, .duration, .list, .map, .object, .node:
            return nil
        }
    }
}

extension Bool: OptionConvertible {
    /// Takes `boolean`.
    public init?(option: OptionValue) {
        guard case .boolean(let value) = option else { return nil }
        self = value
    }
}

extension Double: OptionConvertible {
    /// Takes `double`.
    public init?(option: OptionValue) {
        guard case .double(let value) = option else { return nil }
        self = value
    }
}

extension Duration: OptionConvertible {
    /// Takes `duration`.
    public init?(option: OptionValue) {
        guard case .duration(let value) = option else { return nil }
        self = value
    }
}

extension Array: OptionConvertible where Element: OptionConvertible {
    /// Takes `list` of what the elements take.
    public init?(option: OptionValue) {
        guard case .list(let values) = option else { return nil }
        self = values.compactMap(Element.init(option:))
        guard count == values.count else { return nil }
    }
}

extension Dictionary: OptionConvertible where Key == String, Value: OptionConvertible {
    /// Takes `map` of what the values take.
    public init?(option: OptionValue) {
        guard case .map(let values) = option else { return nil }
        self = values.compactMapValues(Value.init(option:))
        guard count == values.count else { return nil }
    }
}

extension Options: OptionConvertible {
    /// Takes `object`.
    public init?(option: OptionValue) {
        guard case .object(let value) = option else { return nil }
        self = value
    }
}

extension ConfigurationNode: OptionConvertible {
    /// Takes `node`.
    public init?(option: OptionValue) {
        guard case .node(let value) = option else { return nil }
        self = value
    }
}
