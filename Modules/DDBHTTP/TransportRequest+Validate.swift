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
    !text.isEmpty
        && text.utf8.allSatisfy { byte in
            PercentEncoding.isUnreserved(byte) || "!#$%&'*+^`|".utf8.contains(byte)
        }
}

/// Anything but control characters; a tab is none.
private func isHeaderValue(_ text: String) -> Bool {
    text.utf8.allSatisfy { ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }
}
