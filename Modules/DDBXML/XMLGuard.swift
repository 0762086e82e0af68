/// Walks over the tags of a document before a parser builds anything of it.
///
/// The parser behind ``XMLDocument`` recurses once an element, expands entities, knows many
/// encodings and takes any root for the one that was meant. The guard bounds the depth, refuses
/// document types and all encodings but UTF-8, and tells the name of the one root.
///
/// ```
/// document = [BOM] *(space / instruction / comment) element *(space / instruction / comment)
/// ```
struct XMLGuard {
    private let bytes: [UInt8]
    private let limits: XMLLimits
    private var index = 0
    private var open: [Range<Int>] = []
    private var elementCount = 0
    private var root: String?

    private init(_ bytes: [UInt8], _ limits: XMLLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    /// Returns the name of the root.
    static func root(of bytes: [UInt8], _ limits: XMLLimits) throws(XMLError) -> String {
        guard bytes.count <= limits.byteCountMax else {
            throw XMLError(
                code: .tooLarge,
                message: "The document has more than \(limits.byteCountMax) bytes.")
        }
        guard String(validating: bytes, as: UTF8.self) != nil, !bytes.contains(0) else {
            throw XMLError(code: .refused, message: "The document is not in UTF-8.")
        }
        var guarded = XMLGuard(bytes, limits)
        return try guarded.walk()
    }

    private mutating func walk() throws(XMLError) -> String {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "<") {
                try tag()
            } else {
                guard !open.isEmpty || isSpace(bytes[index]) else {
                    throw malformed("text outside its root")
                }
                index += 1
            }
        }
        guard let root, open.isEmpty else { throw malformed("no end") }
        return root
    }

    private mutating func tag() throws(XMLError) {
        if hasPrefix("<!--") {
            try skip(past: "-->", from: index + 4)
        } else if hasPrefix("<![CDATA[") {
            guard !open.isEmpty else { throw malformed("text outside its root") }
            try skip(past: "]]>", from: index + 9)
        } else if hasPrefix("<!") {
            throw XMLError(code: .refused, message: "The document declares a type of its own.")
        } else if hasPrefix("<?") {
            try instruction()
        } else if hasPrefix("</") {
            try end()
        } else {
            try start()
        }
    }

    private mutating func instruction() throws(XMLError) {
        let start = index
        try skip(past: "?>", from: index + 2)
        let text = String(decoding: bytes[start..<index], as: UTF8.self).lowercased()
        guard text.hasPrefix("<?xml "), let cut = text.firstRange(of: "encoding") else { return }
        let name = text[cut.upperBound...].drop { " \t\r\n='\"".contains($0) }
            .prefix { !"'\"?".contains($0) }
        guard ["utf-8", "utf8", "us-ascii"].contains(String(name)) else {
            throw XMLError(code: .refused, message: "The document is not in UTF-8.")
        }
    }

    private mutating func start() throws(XMLError) {
        let name = try name(at: index + 1)
        index = name.upperBound
        var quote: UInt8?
        while index < bytes.count {
            let byte = bytes[index]
            if let current = quote {
                if byte == current { quote = nil }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: "<") {
                throw malformed("a tag inside a tag")
            } else if byte == UInt8(ascii: ">") {
                break
            }
            index += 1
        }
        guard index < bytes.count else { throw malformed("a tag without end") }
        let isEmpty = bytes[index - 1] == UInt8(ascii: "/")
        index += 1
        try opened(name, isEmpty: isEmpty)
    }

    private mutating func opened(_ name: Range<Int>, isEmpty: Bool) throws(XMLError) {
        if open.isEmpty {
            guard root == nil else {
                throw XMLError(code: .refused, message: "The document has a second root.")
            }
            root = String(decoding: bytes[name], as: UTF8.self)
        }
        elementCount += 1
        guard elementCount <= limits.elementCountMax else {
            throw XMLError(
                code: .tooLarge,
                message: "The document has more than \(limits.elementCountMax) elements.")
        }
        guard open.count < limits.depthMax else {
            throw XMLError(
                code: .tooLarge,
                message:
                    "The document has more than \(limits.depthMax) elements inside one another."
            )
        }
        if !isEmpty { open.append(name) }
    }

    private mutating func end() throws(XMLError) {
        let name = try name(at: index + 2)
        index = name.upperBound
        while index < bytes.count, isSpace(bytes[index]) { index += 1 }
        guard index < bytes.count, bytes[index] == UInt8(ascii: ">") else {
            throw malformed("a tag without end")
        }
        index += 1
        guard let opened = open.popLast(), bytes[opened] == bytes[name] else {
            throw malformed("an end without its start")
        }
    }

    /// The range of a name, which ends before white space, `/`, `>` or `=`.
    private func name(at start: Int) throws(XMLError) -> Range<Int> {
        var end = start
        while end < bytes.count, !isSpace(bytes[end]), !"/>=<\"'".utf8.contains(bytes[end]) {
            end += 1
        }
        guard end > start, end < bytes.count else { throw malformed("a tag without a name") }
        return start..<end
    }

    private mutating func skip(past mark: String, from start: Int) throws(XMLError) {
        let mark = Array(mark.utf8)
        var end = start
        while end + mark.count <= bytes.count {
            if bytes[end] == mark[0], bytes[end..<end + mark.count].elementsEqual(mark) {
                index = end + mark.count
                return
            }
            end += 1
        }
        throw malformed("a part without end")
    }

    private func hasPrefix(_ text: String) -> Bool { bytes[index...].starts(with: text.utf8) }

    private func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    private func malformed(_ fault: String) -> XMLError {
        XMLError(code: .malformed, message: "The document is no XML: it has \(fault).")
    }
}
