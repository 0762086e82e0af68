/// Writes text between tags; it is not fit for attributes.
package enum XMLText {
    /// Appends text with `&`, `<`, `>` and line ends as references, as botocore does.
    ///
    /// - Returns: Whether XML 1.0 (§2.2) can hold the text; where it cannot, `document` is as it
    ///   was.
    package static func append(_ text: String, to document: inout String) -> Bool {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\n": escaped += "&#xA;"
            case "\r": escaped += "&#xD;"
            case "\t": escaped += "\t"
            default:
                guard scalar.value >= 0x20, scalar.value != 0xFFFE, scalar.value != 0xFFFF else {
                    return false
                }
                escaped.unicodeScalars.append(scalar)
            }
        }
        document += escaped
        return true
    }
}
