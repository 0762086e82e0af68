extension TransportRequest {
    /// Makes sure that nothing in the head can end a line early or begin another one; transports
    /// call it before they send.
    ///
    /// - Throws: ``TransportError`` with the code `invalidRequest`, naming the part and never its
    ///   value.
    public func validate() throws(TransportError) {
        guard isToken(method.rawValue) else { throw refused("its method is no token") }
        guard path.hasPrefix("/"), isPathText(path) else {
            throw refused("its path does not begin with / or is not escaped")
        }
        for field in headers {
            guard isToken(field.name) else { throw refused("a header name is no token") }
            guard isHeaderValue(field.value) else {
                throw refused("the value of \(field.name) holds a control character")
            }
        }
        if let text = headers["content-length"], let count = body.byteCount, Int(text) != count {
            throw refused("its content-length is not the size of its body")
        }
    }

    private func refused(_ reason: String) -> TransportError {
        TransportError(
            .invalidRequest, "The request cannot be sent: \(reason).", endpoint: endpoint,
            delivery: .notSent)
    }
}

/// A token of RFC 9110 §5.6.2.
private func isToken(_ text: String) -> Bool {
    let bytes = text.utf8.span
    for index in bytes.indices where !isTokenByte(bytes[index]) { return false }
    return !bytes.isEmpty
}

/// A letter, a digit, or one of ``!#$%&'*+-.^_`|~``.
private func isTokenByte(_ byte: UInt8) -> Bool {
    let low: UInt64 = 0x03FF_6CFA_0000_0000
    let high: UInt64 = 0x57FF_FFFF_C7FF_FFFE
    return byte < 128 && (byte < 64 ? low : high) >> UInt64(byte & 63) & 1 == 1
}

/// Anything but control characters; a tab is none.
private func isHeaderValue(_ text: String) -> Bool {
    let bytes = text.utf8.span
    for index in bytes.indices {
        let byte = bytes[index]
        if byte < 0x20 && byte != 0x09 || byte == 0x7F { return false }
    }
    return true
}
