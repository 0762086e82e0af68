/// Writes the documents of AWS's XML protocols.
struct XMLWriter: Sendable {
    private var text = #"<?xml version="1.0" encoding="UTF-8"?>"# + "\n"
    private var open: [String] = []

    /// Starts a document.
    init(_ root: String, namespace: String? = nil) {
        text += "<\(root)"
        if let namespace { text += " xmlns=\"\(namespace)\"" }
        text += ">"
        open.append(root)
    }

    /// Writes an element that holds text.
    mutating func element(_ name: String, _ value: String) {
        text += "<\(name)>"
        append(value)
        text += "</\(name)>"
    }

    /// Writes an element that holds text, where there is one.
    mutating func element(_ name: String, ifPresent value: String?) {
        if let value { element(name, value) }
    }

    /// Writes an element that holds others.
    mutating func group(_ name: String, _ body: (inout XMLWriter) -> Void) {
        text += "<\(name)>"
        body(&self)
        text += "</\(name)>"
    }

    /// Writes text between tags.
    ///
    /// Control characters become references, as S3 writes them, though XML 1.0 has none of these;
    /// clients that fear them ask for `encoding-type=url`.
    mutating func append(_ value: String) {
        for scalar in value.unicodeScalars {
            switch scalar {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\"": text += "&quot;"
            default:
                if scalar.value < 0x20 {
                    text += "&#x\(String(scalar.value, radix: 16));"
                } else {
                    text.unicodeScalars.append(scalar)
                }
            }
        }
    }

    /// The document, ended.
    func finished() -> [UInt8] {
        var whole = text
        for name in open.reversed() { whole += "</\(name)>" }
        return Array(whole.utf8)
    }
}
