import DDBBase
import DDBConfiguration

/// The grammar of fault rules.
///
/// ```
/// spec      = rule *( "," rule )
/// rule      = operation ":" fault [ "@" trigger ]
/// operation = "*" / name / prefix "*"
/// fault     = "throttle" / "500" / "500-after" / "reset" / "reset-after" / "truncate"
///           / "latency=" duration / "crc" / "unprocessed" / "stale" / "expired-iterator"
/// trigger   = number "%" / number / "every" number
/// ```
/// A bare number names one call, counted from 1: `PutItem:500-after@3`.
extension FaultRule {
    /// Says which part of a fault specification is wrong.
    public struct SpecError: Error, Sendable, CustomStringConvertible {
        /// What is wrong, and what was probably meant.
        public let message: String

        /// The message.
        public var description: String { message }
    }

    private static let names: [String: FaultKind] = [
        "throttle": .throttle, "500": .errorBefore, "500-after": .errorAfter,
        "reset": .resetBefore, "reset-after": .resetAfter, "truncate": .truncate,
        "crc": .wrongChecksum, "unprocessed": .unprocessed, "stale": .staleListing,
        "expired-iterator": .expiredIterator,
    ]

    /// Reads rules as `--faults` and the admin endpoint take them; empty text is none.
    ///
    /// - Parameter operations: The operations that may be named.
    /// - Throws: ``SpecError`` that names what was probably meant.
    public static func parse(_ text: String) throws(SpecError) -> [FaultRule] {
        try parse(text, operations: KnownOperations.all)
    }

    static func parse(
        _ text: String, operations: Set<String>
    ) throws(SpecError) -> [FaultRule] {
        var rules: [FaultRule] = []
        for part in text.split(separator: ",") {
            let rule = trimmed(part)
            if !rule.isEmpty { rules.append(try self.rule(rule, operations)) }
        }
        return rules
    }

    /// The rule as ``parse(_:)`` reads it.
    public var text: String {
        let when =
            switch trigger {
            case .always: ""
            case .probability(let fraction): "@\(fraction * 100)%"
            case .call(let number): "@\(number)"
            case .every(let number): "@every\(number)"
            }
        return "\(operation):\(kind.name)\(when)"
    }

    private static func rule(
        _ text: String, _ operations: Set<String>
    ) throws(SpecError) -> FaultRule {
        guard let colon = text.firstIndex(of: ":") else {
            throw SpecError(
                message: "'\(text)' is no fault rule; write OPERATION:FAULT[@WHEN], such as"
                    + " PutItem:throttle@10%.")
        }
        let operation = trimmed(text[..<colon])
        try check(operation, operations)
        let rest = text[text.index(after: colon)...]
        let at = rest.firstIndex(of: "@") ?? rest.endIndex
        let kind = try kind(trimmed(rest[..<at]))
        let trigger = try trigger(trimmed(rest[at...].dropFirst()))
        return FaultRule(operation, kind, trigger)
    }

    private static func check(
        _ operation: String, _ operations: Set<String>
    ) throws(SpecError) {
        let isKnown =
            operation.hasSuffix("*")
            ? operations.contains { $0.hasPrefix(operation.dropLast()) }
            : operations.contains(operation)
        guard isKnown else {
            throw SpecError(
                message: "There is no operation '\(operation)'"
                    + NearestName.hint(operation, in: Array(operations)))
        }
    }

    private static func kind(_ text: String) throws(SpecError) -> FaultKind {
        if let kind = names[text] { return kind }
        if text.hasPrefix("latency=") {
            guard let span = DurationText.parse(String(text.dropFirst("latency=".count))) else {
                throw SpecError(
                    message: "'\(text)' has no duration; write it as latency=50ms.")
            }
            let (seconds, attoseconds) = span.components
            return .latency(
                milliseconds: Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
        }
        throw SpecError(
            message: "There is no fault '\(text)'"
                + NearestName.hint(text, in: Array(names.keys) + ["latency=50ms"]))
    }

    private static func trigger(_ text: String) throws(SpecError) -> Trigger {
        if text.isEmpty { return .always }
        if text.hasSuffix("%"), let percent = Double(text.dropLast()),
            (0...100).contains(percent)
        {
            return .probability(percent / 100)
        }
        if text.hasPrefix("every"), let number = Int(text.dropFirst(5)), number > 0 {
            return .every(number)
        }
        if let number = Int(text), number > 0 { return .call(number) }
        throw SpecError(
            message: "'@\(text)' says not when; write a percentage (10%), the number of a call (3)"
                + " or every3.")
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        var rest = Substring(text)
        while rest.first == " " { rest.removeFirst() }
        while rest.last == " " { rest.removeLast() }
        return String(rest)
    }
}

extension FaultKind {
    /// The name in specifications.
    var name: String {
        switch self {
        case .throttle: "throttle"
        case .errorBefore: "500"
        case .errorAfter: "500-after"
        case .resetBefore: "reset"
        case .resetAfter: "reset-after"
        case .truncate: "truncate"
        case .latency(let milliseconds): "latency=\(milliseconds)ms"
        case .wrongChecksum: "crc"
        case .unprocessed: "unprocessed"
        case .staleListing: "stale"
        case .expiredIterator: "expired-iterator"
        }
    }
}
