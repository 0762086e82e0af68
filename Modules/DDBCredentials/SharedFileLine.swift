/// Takes lines of the shared files apart.
enum SharedFileLine {
    /// What stands in a line before its comment, which begins with `#` or `;` behind white space.
    static func withoutComment(_ line: [UInt8]) -> [UInt8] {
        for index in line.indices where isCommentMark(line[index]) {
            if index == 0 || isSpace(line[index - 1]) { return Array(line[..<index]) }
        }
        return line
    }

    /// What stands in a line before the first `#` or `;`, wherever that is.
    static func beforeCommentMark(_ line: [UInt8]) -> [UInt8] {
        Array(line.prefix { !isCommentMark($0) })
    }

    /// The two sides of the first `=`, trimmed; nil where there is none.
    static func assignment(_ line: [UInt8]) -> (name: String, value: String)? {
        guard let equals = line.firstIndex(of: UInt8(ascii: "=")) else { return nil }
        return (text(line[..<equals]), text(line[(equals + 1)...]))
    }

    /// The line without the white space around it.
    static func text(_ line: some BidirectionalCollection<UInt8>) -> String {
        let start = line.firstIndex { !isSpace($0) } ?? line.endIndex
        let end = line.lastIndex { !isSpace($0) }.map { line.index(after: $0) } ?? start
        return String(decoding: line[start..<max(start, end)], as: UTF8.self)
    }

    static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
            || byte == 0x0B || byte == 0x0C
    }

    static func isCommentMark(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "#") || byte == UInt8(ascii: ";")
    }

    /// Whether text can name a profile: letters, digits and `-_/.%@:+`.
    static func isProfileName(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { isWordByte($0) || "-_/.%@:+".utf8.contains($0) }
    }

    /// Whether text can name a property: letters, digits, `-` and `_`.
    static func isPropertyName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { isWordByte($0) || "-_".utf8.contains($0) }
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
