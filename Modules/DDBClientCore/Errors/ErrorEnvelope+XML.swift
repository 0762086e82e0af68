extension ErrorEnvelope {
    /// Whether a body is an error in XML, which S3 also sends after a status of 200: it answers
    /// before a long operation ends, and may fail then.
    public static func isErrorDocument(_ body: [UInt8]) -> Bool {
        var scanner = ErrorXMLScanner(body)
        return scanner.next() == .start("Error")
    }

    /// Reads `<Error>` of S3, `<ErrorResponse><Error>` of the query protocol, and an element that
    /// is itself named for the error, such as `<UnknownOperationException/>`.
    mutating func readXML(_ body: [UInt8]) {
        var scanner = ErrorXMLScanner(body)
        var root: String?
        while let element = scanner.next() {
            switch element {
            case .start(let name):
                if root == nil { root = name }
            case .leaf(let name, let parent, let text):
                let isError = parent == "Error" || (parent != nil && parent == root)
                take(name, text, isError: isError)
            }
        }
        if code == nil, let root, root.hasSuffix("Exception") { code = Self.code(in: root) }
    }

    private mutating func take(_ name: String, _ text: String, isError: Bool) {
        switch name {
        case "Code": if isError, code == nil { code = Self.code(in: text) }
        case "Message", "message":
            if isError, message == nil { message = ServiceMessage.cleaned(text) }
        case "Region": if isError, region == nil { region = Self.field(text) }
        case "RequestId", "RequestID": if requestID == nil { requestID = Self.field(text) }
        case "HostId": if hostID == nil { hostID = Self.field(text) }
        default: break
        }
    }
}
