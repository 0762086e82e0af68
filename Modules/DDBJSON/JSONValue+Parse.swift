extension JSONValue {
    /// Reads a whole JSON text.
    ///
    /// - Throws: ``JSONError`` where the text is not JSON, names a member twice or exceeds a limit.
    public static func parse(
        _ bytes: RawSpan, limits: JSONLimits = .standard
    ) throws(JSONError) -> JSONValue {
        var scanner = JSONScanner(bytes, limits: limits)
        var builder = Builder(limits: limits)
        while let token = try scanner.next() {
            do throws(JSONFault) {
                try builder.add(token, of: bytes)
            } catch {
                throw JSONError(error, at: token.offset)
            }
        }
        return builder.root
    }

    /// Reads a whole JSON text of a string.
    public static func parse(
        _ text: String, limits: JSONLimits = .standard
    ) throws(JSONError) -> JSONValue {
        let bytes = Array(text.utf8)
        return try unsafe parse(bytes.span.bytes, limits: limits)
    }
}

/// Puts tokens together on stacks of its own, so that depth costs no call frames and no container
/// is copied while it grows.
private struct Builder {
    private struct Container {
        var isObject: Bool
        /// The number of values and names that lay on the stacks when it began.
        var valueStart: Int
        var nameStart: Int
    }

    let limits: JSONLimits
    private var open: [Container] = []
    private var values: [JSONValue] = []
    private var names: [String] = []
    private var valueCount = 0
    private var plain: [UInt8] = []

    init(limits: JSONLimits) {
        self.limits = limits
    }

    var root: JSONValue { values.first ?? .null }

    mutating func add(_ token: JSONToken, of bytes: RawSpan) throws(JSONFault) {
        switch token.kind {
        case .objectStart, .arrayStart:
            try count()
            open.append(
                Container(
                    isObject: token.kind == .objectStart, valueStart: values.count,
                    nameStart: names.count))
        case .objectEnd, .arrayEnd: try close()
        case .name: names.append(text(token, bytes))
        case .string: try put(.string(text(token, bytes)))
        case .number: try put(.number(text(token, bytes)))
        case .true: try put(.bool(true))
        case .false: try put(.bool(false))
        case .null: try put(.null)
        }
    }

    private mutating func count() throws(JSONFault) {
        valueCount += 1
        guard valueCount <= limits.valueCountMax else { throw .valueCount }
    }

    private mutating func put(_ value: JSONValue) throws(JSONFault) {
        try count()
        values.append(value)
    }

    private mutating func close() throws(JSONFault) {
        guard let container = open.popLast() else {
            preconditionFailure("the scanner closes only what it opened")
        }
        let elements = Array(values[container.valueStart...])
        values.removeSubrange(container.valueStart...)
        guard container.isObject else {
            values.append(.array(elements))
            return
        }
        var object = JSONObject()
        for (name, value) in zip(names[container.nameStart...], elements) {
            guard object.append(JSONObject.Member(name: name, value: value)) else {
                throw .duplicateName
            }
        }
        names.removeSubrange(container.nameStart...)
        values.append(.object(object))
    }

    private mutating func text(_ token: JSONToken, _ bytes: RawSpan) -> String {
        plain.removeAll(keepingCapacity: true)
        if token.hasEscapes {
            JSONText.unescape(bytes, token.range, into: &plain)
        } else {
            for index in token.range { plain.append(load(bytes, index)) }
        }
        return String(decoding: plain, as: UTF8.self)
    }
}
