import DDBBase

/// Replaces `${env:NAME}`, `${env:NAME:-default}` and `${secrets:name}` inside one scalar.
///
/// Replacement happens after the document is parsed, so what comes in stays one value: it cannot
/// add options or end a quotation. `$${` stands for `${` itself. What comes in is not searched
/// again.
struct Substitution {
    let environment: ProcessEnvironment
    let secrets: any SecretProvider
    let byteCountMax: Int

    func scalar(_ text: String, at position: SourcePosition) throws(ConfigurationError)
        -> ConfigurationScalar
    {
        guard text.contains("${") else { return ConfigurationScalar(text) }
        var result = ""
        var isSecret = false
        var rest = text[...]
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            rest = rest[dollar...]
            if rest.hasPrefix("$${") {
                result += "${"
                rest = rest.dropFirst(3)
            } else if rest.hasPrefix("${") {
                guard let end = rest.firstIndex(of: "}") else {
                    throw ConfigurationError(
                        .substitutionFailed, "'${' has no '}'; write '$${' for the characters.",
                        at: position)
                }
                let reference = rest[rest.index(rest.startIndex, offsetBy: 2)..<end]
                result += try value(of: reference, at: position, isSecret: &isSecret)
                rest = rest[rest.index(after: end)...]
            } else {
                result.append(rest.removeFirst())
            }
        }
        return ConfigurationScalar(result + rest, isSecret: isSecret)
    }

    private func value(
        of reference: Substring, at position: SourcePosition, isSecret: inout Bool
    ) throws(ConfigurationError) -> String {
        let text: String
        if reference.hasPrefix("env:") {
            text = try variable(reference.dropFirst(4), at: position)
        } else if reference.hasPrefix("secrets:") {
            isSecret = true
            text = try secret(String(reference.dropFirst(8)), at: position)
        } else {
            throw ConfigurationError(
                .substitutionFailed,
                "'${...}' names neither 'env:' nor 'secrets:'; write ${env:NAME} or"
                    + " ${secrets:name}, or '$${' for the characters.", at: position)
        }
        guard text.utf8.count <= byteCountMax else {
            throw ConfigurationError(
                .limitExceeded, "A '${...}' brings in more than \(byteCountMax) bytes.",
                at: position)
        }
        return text
    }

    private func variable(_ reference: Substring, at position: SourcePosition)
        throws(ConfigurationError) -> String
    {
        let separator = reference.firstRange(of: ":-")
        let name = String(reference[..<(separator?.lowerBound ?? reference.endIndex)])
        if let value = environment[name] { return value }
        if let separator { return String(reference[separator.upperBound...]) }
        throw ConfigurationError(
            .substitutionFailed,
            "The environment variable '\(name)' is not set; set it or write"
                + " ${env:\(name):-default}.", at: position)
    }

    private func secret(_ name: String, at position: SourcePosition) throws(ConfigurationError)
        -> String
    {
        let secret: Secret?
        do {
            secret = try secrets.secret(named: name)
        } catch {
            throw ConfigurationError(
                .unreadable, "The secret '\(name)' cannot be read: \(error)", at: position,
                cause: error)
        }
        guard let secret else {
            throw ConfigurationError(
                .substitutionFailed, "There is no secret '\(name)'; add it to the secrets.",
                at: position)
        }
        return secret.reveal()
    }
}
