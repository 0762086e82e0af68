import DDBConfiguration

extension ComponentSpec {
    /// The spec for a terminal, as `ddbkit plugins NAME` prints it.
    public var text: String {
        var lines = ["\(title): \(summary)", ""]
        if !description.isEmpty { lines += [description, ""] }
        lines.append(guarantees)
        if !fields.isEmpty { lines += ["", "options:"] }
        for field in sortedFields {
            lines.append("  \(field.name)  \(field.type.expectation)\(field.remark)")
            lines.append("      \(field.summary)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The spec as a page of Markdown.
    public var markdown: String {
        var lines = ["# \(title)", "", summary, ""]
        if !description.isEmpty { lines += [description, ""] }
        lines += [guarantees, ""]
        lines += ["```yaml", "\(kind == .transform ? "transforms" : kind.rawValue):"]
        lines += exampleLines.map { "  " + $0 } + ["```", ""]
        for isAdvanced in [false, true] {
            let fields = fields.filter { $0.isAdvanced == isAdvanced }
            if fields.isEmpty { continue }
            lines += ["## \(isAdvanced ? "Advanced options" : "Options")", ""]
            lines += ["| option | value | default | meaning |", "|---|---|---|---|"]
            for field in fields {
                let fallback =
                    field.isRequired
                    ? "required" : field.defaultValue.map { "`\($0.flowText)`" } ?? ""
                lines.append(
                    "| `\(field.name)` | \(cell(field.type.expectation)) | \(cell(fallback))"
                        + " | \(cell(field.summary)) |")
            }
            lines.append("")
        }
        return lines.joined(separator: "\n")
    }

    private var guarantees: String {
        switch kind {
        case .source:
            "delivery: \(delivery.rawValue) into a transactional sink; order:"
                + " \(ordering.rawValue); \(boundedness.rawValue)"
        case .transform:
            "order: \(ordering.rawValue)"
        case .sink:
            "delivery: \(delivery.rawValue); order: \(ordering.rawValue)"
        }
    }

    private var sortedFields: [OptionField] {
        fields.filter { !$0.isAdvanced } + fields.filter(\.isAdvanced)
    }

    /// The least configuration: what is required, and what has an example.
    private var exampleLines: [String] {
        let shown = fields.filter { $0.isRequired || $0.example != nil }
        let dash = kind == .transform ? "- " : ""
        if shown.isEmpty { return ["\(dash)\(name): {}"] }
        let indent = kind == .transform ? "    " : "  "
        return ["\(dash)\(name):"]
            + shown.map { "\(indent)\($0.name): \($0.example ?? $0.type.placeholder)" }
    }

    private func cell(_ text: String) -> String {
        text.replacing("|", with: "\\|").replacing("\n", with: " ")
    }
}

extension OptionField {
    fileprivate var remark: String {
        if isRequired { return "  (required)" }
        if let defaultValue { return "  (default \(defaultValue.flowText))" }
        return ""
    }
}

extension OptionType {
    fileprivate var placeholder: String {
        switch self {
        case .string, .node: "..."
        case .secret: "${secrets:name}"
        case .integer, .double: "1"
        case .boolean: "true"
        case .duration: "1s"
        case .byteSize: "1MiB"
        case .enumeration(let words): words.first ?? "..."
        case .list, .names: "[...]"
        case .map, .object: "{...}"
        }
    }
}

extension ConfigurationNode {
    /// The node in one line of YAML; for defaults, which are never secret.
    var flowText: String {
        switch content {
        case .null: "~"
        case .scalar(let scalar): scalar.isSecret ? "<redacted>" : scalar.text
        case .list(let elements): "[" + elements.map(\.flowText).joined(separator: ", ") + "]"
        case .map(let entries):
            "{" + entries.map { "\($0.name): \($0.node.flowText)" }.joined(separator: ", ") + "}"
        }
    }
}
