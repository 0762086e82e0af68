/// One parameter of a query, as its text is meant: without escapes.
public struct QueryItem: Sendable, Hashable {
    /// The name.
    public var name: String
    /// The value; nil for a parameter without `=`, such as S3's `?uploads`.
    public var value: String?

    /// Creates a parameter.
    public init(_ name: String, _ value: String?) {
        self.name = name
        self.value = value
    }

    /// Returns the query of parameters as it goes on the wire, without the `?`.
    public static func encode(_ items: [QueryItem]) -> String {
        var text: [UInt8] = []
        for (index, item) in items.enumerated() {
            if index > 0 { text.append(UInt8(ascii: "&")) }
            PercentEncoding.append(item.name.utf8, keepingSlash: false, to: &text)
            guard let value = item.value else { continue }
            text.append(UInt8(ascii: "="))
            PercentEncoding.append(value.utf8, keepingSlash: false, to: &text)
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Returns the parameters of a query as it goes on the wire.
    ///
    /// Empty parameters (`a&&b`) are left out; `+` stands for itself, and bytes that are no UTF-8
    /// become U+FFFD.
    public static func decode(_ query: some StringProtocol) -> [QueryItem] {
        query.utf8.split(separator: UInt8(ascii: "&")).map { part in
            let cut = part.firstIndex(of: UInt8(ascii: "="))
            let name = part[..<(cut ?? part.endIndex)]
            let value = cut.map { part[part.index(after: $0)...] }
            return QueryItem(
                String(decoding: PercentEncoding.decode(name), as: UTF8.self),
                value.map { String(decoding: PercentEncoding.decode($0), as: UTF8.self) })
        }
    }
}
