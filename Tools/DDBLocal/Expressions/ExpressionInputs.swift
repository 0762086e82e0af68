package import DDBAttributes

/// The names and values that a request gives its expressions, and which of them were used.
///
/// Parsing an expression marks what it names, wherever it does: what is evaluated does not matter.
package struct ExpressionInputs: Sendable {
    private let names: [(placeholder: String, name: String)]
    private let namesByPlaceholder: [String: String]
    private let values: Item
    private var usedNames: Set<String> = []
    private var usedValues: Set<String> = []

    /// Creates the inputs of a request.
    ///
    /// - Parameters:
    ///   - names: `ExpressionAttributeNames` in their order; nil where the request has none.
    ///   - values: `ExpressionAttributeValues`; nil where the request has none.
    /// - Throws: ``ExpressionError`` where one is empty or a placeholder is malformed.
    package init(
        names: [(placeholder: String, name: String)]? = nil, values: Item? = nil
    ) throws(ExpressionError) {
        if let names {
            try Self.check(names.map(\.placeholder), "#", "ExpressionAttributeNames")
            for (placeholder, name) in names where name.isEmpty {
                throw ExpressionError(
                    message: "ExpressionAttributeNames contains invalid value: "
                        + "Empty attribute name for key \(placeholder)")
            }
        }
        if let values { try Self.check(values.names, ":", "ExpressionAttributeValues") }
        self.names = names ?? []
        self.values = values ?? Item()
        namesByPlaceholder = Dictionary(
            self.names.map { ($0.placeholder, $0.name) }, uniquingKeysWith: { _, last in last })
    }

    private static func check(
        _ placeholders: [String], _ sign: Unicode.Scalar, _ parameter: String
    ) throws(ExpressionError) {
        guard !placeholders.isEmpty else {
            throw ExpressionError(message: "\(parameter) must not be empty")
        }
        for placeholder in placeholders {
            let bytes = Array(placeholder.utf8)
            guard bytes.count <= ExpressionLimits.placeholderBytesMax else {
                throw ExpressionError(
                    message: "\(parameter) contains invalid key: The expression attribute map "
                        + "contains a key that is too long; size of key: \(bytes.count)")
            }
            let isWord = bytes.dropFirst().allSatisfy { byte in
                byte &- 0x30 < 10 || byte == UInt8(ascii: "_")
                    || (byte | 0x20) &- UInt8(ascii: "a") < 26
            }
            guard bytes.count > 1, bytes.first == UInt8(ascii: sign), isWord else {
                throw ExpressionError(
                    message: "\(parameter) contains invalid key: Syntax error; "
                        + "key: \"\(placeholder)\"")
            }
        }
    }

    /// Refuses names and values where no expression could use them.
    ///
    /// - Parameters:
    ///   - hasNames: Whether the request has `ExpressionAttributeNames`.
    ///   - hasValues: Whether it has `ExpressionAttributeValues`.
    ///   - expressions: The expressions that its operation takes, and whether it has each.
    package static func checkPresence(
        hasNames: Bool, hasValues: Bool, of expressions: [(kind: ExpressionKind, isThere: Bool)]
    ) throws(ExpressionError) {
        if hasNames, !expressions.contains(where: \.isThere) {
            throw ExpressionError(
                message: "ExpressionAttributeNames can only be specified when using expressions")
        }
        let takers = expressions.filter { $0.kind != .projection }
        if hasValues, !takers.isEmpty, !takers.contains(where: \.isThere) {
            let list = takers.map(\.kind.rawValue).joined(separator: " and ")
            throw ExpressionError(
                message: "ExpressionAttributeValues can only be specified when using expressions: "
                    + "\(list) \(takers.count > 1 ? "are" : "is") null")
        }
    }

    /// Refuses names and values that no expression has used, once all have been parsed.
    package func checkAllUsed() throws(ExpressionError) {
        try Self.checkUsed(names.map(\.placeholder), usedNames, "ExpressionAttributeNames")
        try Self.checkUsed(values.names, usedValues, "ExpressionAttributeValues")
    }

    private static func checkUsed(
        _ placeholders: [String], _ used: Set<String>, _ parameter: String
    ) throws(ExpressionError) {
        let unused = placeholders.filter { !used.contains($0) }
        guard !unused.isEmpty else { return }
        let list = JavaSetOrder.sorted(unused, of: placeholders.count).joined(separator: ", ")
        throw ExpressionError(
            message: "Value provided in \(parameter) unused in expressions: keys: {\(list)}")
    }

    /// The name that a placeholder stands for, which is used by that; nil where there is none.
    mutating func name(of placeholder: String) -> String? {
        guard let name = namesByPlaceholder[placeholder] else { return nil }
        usedNames.insert(placeholder)
        return name
    }

    /// The value that a placeholder stands for, which is used by that; nil where there is none.
    mutating func value(of placeholder: String) -> AttributeValue? {
        guard let value = values[placeholder] else { return nil }
        usedValues.insert(placeholder)
        return value
    }
}
