import DDBHTTP

/// The fields that are signed, and their canonical text.
struct CanonicalHeaders {
    private struct Entry {
        let name: String
        let value: String
    }

    /// The canonical fields, each ended by a line feed.
    private(set) var text: [UInt8] = []
    /// The names in order, joined by `;`.
    private(set) var names: [UInt8] = []

    /// Takes all fields but those that proxies and transports change on the way.
    ///
    /// - Parameters:
    ///   - authority: The value of `host` where the fields have none.
    ///   - unsigned: A lower-case name to leave out besides.
    init(_ headers: HeaderFields, authority: String, unsigned: String? = nil) {
        var entries: [Entry] = []
        entries.reserveCapacity(headers.count + 1)
        var hasHost = false
        for field in headers {
            let name = lowercased(field.name)
            if !hasHost, name == "host" { hasHost = true }
            if isNeverSigned(name) || name == unsigned { continue }
            entries.append(Entry(name: name, value: field.value))
        }
        if !hasHost { entries.append(Entry(name: "host", value: authority)) }
        // The sort is stable: fields of one name keep their order.
        entries.sort { $0.name < $1.name }
        text.reserveCapacity(512)
        names.reserveCapacity(128)
        var last: String?
        for entry in entries {
            if entry.name == last {
                text[text.count - 1] = UInt8(ascii: ",")
            } else {
                if last != nil { names.append(UInt8(ascii: ";")) }
                names.append(contentsOf: entry.name.utf8)
                text.append(contentsOf: entry.name.utf8)
                text.append(UInt8(ascii: ":"))
                last = entry.name
            }
            appendTrimmed(entry.value, to: &text)
            text.append(UInt8(ascii: "\n"))
        }
    }

    /// Takes the fields that a signature names, as the service that checks it does.
    ///
    /// - Parameters:
    ///   - names: Lower-case names; a field that is not there counts as an empty one.
    ///   - authority: The value of `host` where the fields have none.
    init(_ headers: HeaderFields, signed names: [String], authority: String) {
        for name in names.sorted() {
            if !self.names.isEmpty { self.names.append(UInt8(ascii: ";")) }
            self.names.append(contentsOf: name.utf8)
            text.append(contentsOf: name.utf8)
            text.append(UInt8(ascii: ":"))
            var count = 0
            for field in headers where field.isNamed(name) {
                if count > 0 { text.append(UInt8(ascii: ",")) }
                appendTrimmed(field.value, to: &text)
                count += 1
            }
            if count == 0, name == "host" { appendTrimmed(authority, to: &text) }
            text.append(UInt8(ascii: "\n"))
        }
    }
}

/// Appends a value without the white space around it, and with single spaces for that inside.
func appendTrimmed(_ value: String, to text: inout [UInt8]) {
    // Nearly every value is in this form already, and tokens are long.
    let value = value.utf8
    if isTrimmed(value.span) {
        text.append(contentsOf: value)
        return
    }
    var hasSpace = false
    var isFirst = true
    for byte in value {
        if isSpace(byte) {
            hasSpace = true
            continue
        }
        if hasSpace, !isFirst { text.append(0x20) }
        hasSpace = false
        isFirst = false
        text.append(byte)
    }
}

/// Whether a value has only single spaces, and none at its ends.
private func isTrimmed(_ value: Span<UInt8>) -> Bool {
    var isAfterSpace = true
    for index in value.indices {
        let byte = value[index]
        if byte > 0x20 {
            isAfterSpace = false
        } else if isSpace(byte) {
            if byte != 0x20 || isAfterSpace { return false }
            isAfterSpace = true
        }
    }
    return !isAfterSpace || value.isEmpty
}

/// Space, and tab to carriage return: a folded line counts as a space too.
private func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
}

private func lowercased(_ name: String) -> String {
    let bytes = name.utf8.span
    for index in bytes.indices {
        let byte = bytes[index]
        if UInt8(ascii: "A") <= byte && byte <= UInt8(ascii: "Z") { return name.lowercased() }
    }
    return name
}

/// Fields that change between the signer and the service, or that hold the signature.
///
/// The first letter decides most of it: comparing with every name takes longer than a hash.
private func isNeverSigned(_ name: String) -> Bool {
    switch name.utf8.first {
    case UInt8(ascii: "a"): name == "authorization"
    case UInt8(ascii: "b"): name == "baggage"
    case UInt8(ascii: "c"): name == "connection"
    case UInt8(ascii: "e"): name == "expect"
    case UInt8(ascii: "k"): name == "keep-alive"
    case UInt8(ascii: "p"): name.hasPrefix("proxy-")
    case UInt8(ascii: "t"):
        name == "te" || name == "trailer" || name == "transfer-encoding" || name == "traceparent"
            || name == "tracestate"
    case UInt8(ascii: "u"): name == "user-agent" || name == "upgrade"
    case UInt8(ascii: "x"): name == "x-amzn-trace-id"
    default: false
    }
}
