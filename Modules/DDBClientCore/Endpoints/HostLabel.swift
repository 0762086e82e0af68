/// Whether text can be one label of a host's name: 1 to 63 of letters, digits and hyphens, none of
/// the latter at an end.
///
/// What comes from outside into a host goes through here: a dot or a slash in it would name
/// another server.
///
/// https://www.rfc-editor.org/rfc/rfc1123#page-13
func isHostLabel(_ text: some StringProtocol) -> Bool { isHostLabel(text.utf8) }

/// Whether the UTF-8 of a text can be one label of a host's name.
func isHostLabel(_ bytes: some Collection<UInt8>) -> Bool {
    let hyphen = UInt8(ascii: "-")
    var count = 0
    var last = hyphen
    for byte in bytes {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            break
        case hyphen where count > 0: break
        default: return false
        }
        count += 1
        last = byte
    }
    return count <= 63 && last != hyphen
}

/// Whether a host is an IPv4 address in four numbers, or an IPv6 address without its brackets.
func isAddress(_ host: String) -> Bool {
    if host.utf8.contains(UInt8(ascii: ":")) { return true }
    let parts = host.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return parts.count == 4
        && parts.allSatisfy { part in
            (1...3).contains(part.count) && part.allSatisfy { (48...57).contains($0) }
                && part.reduce(0) { $0 * 10 + Int($1 - 48) } < 256
        }
}
