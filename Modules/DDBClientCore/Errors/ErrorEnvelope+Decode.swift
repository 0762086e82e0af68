public import DDBHTTP

extension ErrorEnvelope {
    /// The most bytes of a body that are looked at; a longer one counts as none.
    ///
    /// A cancelled transaction may give back 4 MB of items, in JSON up to twice that.
    public static let bodyBytesMax = 16 << 20
    /// The most bytes of a code.
    static let codeBytesMax = 128
    /// The most bytes of an identifier, an ARN or another field.
    static let fieldBytesMax = 2048
    /// The most reasons of either kind.
    static let reasonCountMax = 128

    /// Reads what a service said.
    ///
    /// The header `x-amzn-errortype` goes before the body, as Smithy's protocols have it. A body
    /// is taken for what it looks like, whatever its type says it is: gateways answer JSON services
    /// in XML and HTML.
    ///
    /// - Parameters:
    ///   - body: The whole body, inflated.
    ///   - keepsItems: Whether items inside the reply are kept.
    public static func decode(
        status: Int, headers: HeaderFields, body: [UInt8], keepsItems: Bool = false
    ) -> ErrorEnvelope {
        var envelope = ErrorEnvelope(status: status)
        if body.count <= bodyBytesMax, let first = body.first(where: { !isFiller($0) }) {
            switch first {
            case UInt8(ascii: "{"): envelope.readJSON(body, keepsItems: keepsItems)
            case UInt8(ascii: "<"): envelope.readXML(body)
            default: break
            }
        }
        // Gateways that do not know the error say so in the header, and more in the body.
        let headed = headers["x-amzn-errortype"].flatMap { code(in: $0) }
        if let headed, envelope.code == nil || headed != "UnknownError" { envelope.code = headed }
        let requestID = headers["x-amzn-requestid"] ?? headers["x-amz-request-id"]
        if let requestID = requestID.flatMap({ field($0) }) { envelope.requestID = requestID }
        if let hostID = headers["x-amz-id-2"].flatMap({ field($0) }) { envelope.hostID = hostID }
        if let region = headers["x-amz-bucket-region"].flatMap({ field($0) }) {
            envelope.region = region
        }
        return envelope
    }

    /// The code in text such as `com.amazonaws.dynamodb.v20120810#X` or `X:http://host/`; nil where
    /// it is none.
    static func code(in text: String) -> String? {
        let head = text.utf8.prefix { $0 != UInt8(ascii: ":") }
        let tail = head.lastIndex(of: UInt8(ascii: "#")).map { head[head.index(after: $0)...] }
        let code = trimmed(tail ?? head)
        let isCode = code.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "-"):
                true
            default: false
            }
        }
        guard isCode, (1...codeBytesMax).contains(code.count) else { return nil }
        return String(decoding: code, as: UTF8.self)
    }

    /// A short text of visible ASCII, such as an identifier; nil where it is none.
    static func field(_ text: String) -> String? {
        let field = trimmed(text.utf8[...])
        guard (1...fieldBytesMax).contains(field.count),
            field.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        return String(decoding: field, as: UTF8.self)
    }

    /// The text without white space at its ends.
    private static func trimmed(_ text: Substring.UTF8View) -> Substring.UTF8View {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
        let start = text.drop(while: isSpace)
        guard let last = start.lastIndex(where: { !isSpace($0) }) else { return start.prefix(0) }
        return start[...last]
    }

    /// White space, and the bytes of a byte order mark.
    private static func isFiller(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF: true
        default: false
        }
    }
}
