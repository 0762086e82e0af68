/// Spells names and texts in SQL.
enum SQLText {
    /// The name as a quoted identifier.
    static func identifier(_ name: String) -> String {
        quoted(name, by: "\"")
    }

    /// The text as a string literal.
    static func literal(_ text: String) -> String {
        quoted(text, by: "'")
    }

    private static func quoted(_ text: String, by quote: Unicode.Scalar) -> String {
        var result = String.UnicodeScalarView()
        result.append(quote)
        for scalar in text.unicodeScalars {
            if scalar == quote { result.append(quote) }
            result.append(scalar)
        }
        result.append(quote)
        return String(result)
    }
}
