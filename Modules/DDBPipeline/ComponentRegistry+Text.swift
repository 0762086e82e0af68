public import DDBJSON

extension ComponentRegistry {
    /// The components for a terminal, as `ddbkit plugins` lists them.
    public var text: String {
        let specs = specs
        let nameWidth = specs.map { $0.name.count }.max() ?? 0
        let kindWidth = specs.map { $0.kind.rawValue.count }.max() ?? 0
        return specs.map { spec in
            let name = spec.name + String(repeating: " ", count: nameWidth - spec.name.count)
            let kind = spec.kind.rawValue
            let padding = String(repeating: " ", count: kindWidth - kind.count)
            return "\(name)  \(kind)\(padding)  \(spec.summary)\n"
        }.joined()
    }

    /// The components as `ddbkit plugins --json` prints them.
    public var json: JSONValue { .array(specs.map(\.json)) }
}
