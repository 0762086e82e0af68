import DDBHTTP

/// The fields that are signed, and their canonical text.
struct CanonicalHeaders {
    private struct Entry {
        let name: String
        let value: String
        let index: Int
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
        for (index, field) in headers.enumerated() {
            let name = lowercased(field.name)
            if name == "host" { hasHost = true }
            if isNeverSigned(name) || name == unsigned { continue }
            entries.append(Entry(name: name, value: field.value, index: index))
        }
        if !hasHost { entries.append(Entry(name: "host", value: authority, index: headers.count)) }
        entries.sort { $0.name == $1.name ? $0.index < $1.index : $0.name < $1.name }
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
}

/// Appends a value without the white space around it, and with single spaces for that inside.
func appendTrimmed(_ value: String, to text: inout [UInt8]) {
    var hasSpace = false
    var isFirst = true
    for byte in value.utf8 {
        // Space, and tab to carriage return: a folded line counts as a space too.
        if byte == 0x20 || (0x09...0x0D).contains(byte) {
            hasSpace = true
            continue
        }
        if hasSpace, !isFirst { text.append(0x20) }
        hasSpace = false
        isFirst = false
        text.append(byte)
    }
}

private func lowercased(_ name: String) -> String {
    let isLower = name.utf8.allSatisfy { !(UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
    return isLower ? name : name.lowercased()
}

/// Fields that change between the signer and the service, or that hold the signature.
private func isNeverSigned(_ name: String) -> Bool {
    switch name {
    case "authorization", "user-agent", "x-amzn-trace-id", "expect", "connection",
        "transfer-encoding", "te", "trailer", "upgrade", "keep-alive", "baggage",
        "traceparent", "tracestate":
        true
    default: name.hasPrefix("proxy-")
    }
}
