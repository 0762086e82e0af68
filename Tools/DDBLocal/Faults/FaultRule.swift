/// Says which calls meet a fault.
///
/// ```swift
/// let rules = try FaultRule.parse("PutItem:throttle@10%, *:reset-after@3, Scan:latency=50ms")
/// ```
public struct FaultRule: Sendable, Hashable {
    /// Which of the calls of an operation meet the fault.
    public enum Trigger: Sendable, Hashable {
        /// Each.
        case always
        /// Each with a probability in 0...1, by the endpoint's seed.
        case probability(Double)
        /// The one of a number, counted from 1 since the rule was set.
        case call(Int)
        /// Every so manieth.
        case every(Int)
    }

    /// The operation, such as `PutItem`; `*` for all, and `Batch*` for all that begin so.
    public var operation: String
    /// What goes wrong.
    public var kind: FaultKind
    /// Which calls meet it.
    public var trigger: Trigger

    /// Creates a rule.
    public init(_ operation: String, _ kind: FaultKind, _ trigger: Trigger = .always) {
        self.operation = operation
        self.kind = kind
        self.trigger = trigger
    }

    /// Whether the rule is about an operation.
    func concerns(_ name: String) -> Bool {
        guard operation.hasSuffix("*") else { return operation == name }
        return name.hasPrefix(operation.dropLast())
    }
}
