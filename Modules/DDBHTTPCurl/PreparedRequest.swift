import DDBHTTP

/// A request in the form in which curl is told of it, made by its caller's thread.
struct PreparedRequest: ~Copyable {
    /// How the body goes.
    enum Body {
        /// Not at all, and nothing says so.
        case none
        /// Not at all, and the response has none either.
        case head
        /// With the head, in one write where it fits.
        case whole([UInt8])
        /// From a buffer of curl that is filled again and again.
        case streamed(byteCount: Int?, UploadChannel)
    }

    /// Up to this size a body is copied beside its head; above it is read piece by piece.
    static let wholeBytesMax = 64 << 10

    let method: String
    let url: String
    let endpoint: Endpoint
    let headers: CurlHeaderList
    let body: Body
    let connectNanoseconds: UInt64
    let idleNanoseconds: UInt64
    let totalNanoseconds: UInt64?

    init(_ request: TransportRequest, _ settings: CurlSettings) throws(TransportError) {
        try request.validate()
        let body = try Self.body(request, settings)
        self.body = body
        method = request.method.rawValue
        url = request.url
        endpoint = request.endpoint
        headers = Self.headers(request, body, settings)
        let timeouts = request.timeouts
        connectNanoseconds = nanoseconds(timeouts.connect ?? settings.connectTimeout)
        idleNanoseconds = nanoseconds(timeouts.idle ?? settings.readTimeout)
        totalNanoseconds = (timeouts.total ?? settings.totalTimeout).map(nanoseconds)
    }

    /// The channel that a task has to fill.
    var upload: UploadChannel? {
        guard case .streamed(_, let channel) = body else { return nil }
        return channel
    }

    private static func body(
        _ request: TransportRequest, _ settings: CurlSettings
    ) throws(TransportError) -> Body {
        let announced = request.headers["content-length"].flatMap { Int($0) }
        if request.method == .head, request.body.byteCount != 0 {
            throw TransportError(
                .invalidRequest, "The request cannot be sent: HEAD has no body.",
                endpoint: request.endpoint, delivery: .notSent)
        }
        switch request.body {
        case .bytes(let bytes) where bytes.count > wholeBytesMax:
            return .streamed(
                byteCount: bytes.count, UploadChannel(bytes))
        case .stream(let source):
            let byteCount = source.byteCount ?? announced
            return .streamed(
                byteCount: byteCount,
                UploadChannel(source, byteCount: byteCount, bytesMax: settings.bufferBytesMax))
        case .bytes(let bytes) where !bytes.isEmpty:
            return .whole(bytes)
        case .none, .bytes:
            if request.method == .head { return .head }
            // RFC 9110 §8.6: methods that mean something by a body say that theirs is empty.
            let saysSo = ["POST", "PUT", "PATCH"].contains(request.method.rawValue)
            return saysSo || announced != nil ? .whole([]) : .none
        }
    }

    private static func headers(
        _ request: TransportRequest, _ body: Body, _ settings: CurlSettings
    ) -> CurlHeaderList {
        var fields: [HeaderField] = []
        fields.reserveCapacity(request.headers.count + 1)
        var hasAccept = false
        var hasType = false
        var hasExpect = false
        for field in request.headers {
            if field.isNamed("content-length") { continue }
            if field.isNamed("accept") { hasAccept = true }
            if field.isNamed("content-type") { hasType = true }
            if field.isNamed("expect") { hasExpect = true }
            fields.append(field)
        }
        var suppressed: [StaticString] = ["Proxy-Connection"]
        if !hasAccept { suppressed.append("Accept") }
        if !hasType { suppressed.append("Content-Type") }
        if !hasExpect {
            let byteCount = request.body.byteCount ?? 0
            if byteCount >= settings.expectContinueBytesMin {
                fields.append(HeaderField(name: "Expect", value: "100-continue"))
            } else {
                suppressed.append("Expect")
            }
        }
        return CurlHeaderList(fields, suppressing: suppressed)
    }
}

/// A duration as nanoseconds, at least a millisecond and at most some 146 years.
private func nanoseconds(_ duration: Duration) -> UInt64 {
    let (seconds, attoseconds) = duration.components
    guard seconds >= 0, attoseconds >= 0 else { return 1_000_000 }
    let whole = UInt64(min(seconds, 1 << 32)) * 1_000_000_000
    return max(whole + UInt64(attoseconds) / 1_000_000_000, 1_000_000)
}
