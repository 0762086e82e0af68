import DDBHTTP

/// The canonical text of parameters: escaped, and then ordered by name and value.
enum CanonicalQuery {
    static func append(_ query: [QueryItem], to text: inout [UInt8]) {
        if query.isEmpty { return }
        let pairs = query.map { item in
            (PercentEncoding.component(item.name), PercentEncoding.component(item.value ?? ""))
        }
        for (index, (name, value)) in pairs.sorted(by: <).enumerated() {
            if index > 0 { text.append(UInt8(ascii: "&")) }
            text.append(contentsOf: name.utf8)
            text.append(UInt8(ascii: "="))
            text.append(contentsOf: value.utf8)
        }
    }
}
