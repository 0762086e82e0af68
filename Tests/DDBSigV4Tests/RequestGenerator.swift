import DDBBase
import DDBHTTP
import DDBSigV4
import Testing

/// A request of the kind that signatures go wrong on, and its twin for botocore.
struct RandomRequest {
    let request: TransportRequest
    let signer: RequestSigner
    let credentials: SigningCredentials
    let instant: Instant
    let payload: PayloadHash
    let peer: BotocoreTests.Case

    func trace() throws -> SigningTrace {
        guard peer.form.hasSuffix("query") else {
            return try signer.trace(request, with: credentials, at: instant, payload: payload)
        }
        return try signer.presignTrace(
            request, with: credentials, at: instant, expirySeconds: peer.expires, payload: payload)
    }

    func authorization() throws -> String? {
        try signer.sign(
            request, with: credentials, at: instant, payload: payload
        ).request.headers["authorization"]
    }
}

/// Makes the same requests for the same seed (SplitMix64).
struct RequestGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func number(below bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return Int((word ^ word >> 31) % UInt64(bound))
    }

    mutating func pick<Element>(_ list: [Element]) -> Element { list[number(below: list.count)] }

    mutating func text(_ alphabet: [String], upTo count: Int) -> String {
        (0..<number(below: count + 1)).map { _ in pick(alphabet) }.joined()
    }

    mutating func request() throws -> RandomRequest {
        let form = pick(["header", "s3", "query", "s3query"])
        let isS3 = form.hasPrefix("s3")
        var path = "/"
        for _ in 0..<number(below: 5) {
            path += pick(["", ".", "..", text(Self.pathParts, upTo: 6)]) + "/"
        }
        path += text(Self.pathParts, upTo: 4)
        // Signing a URL, botocore keeps parameters in a dictionary and moves bodies among them.
        let isQuery = form.hasSuffix("query")
        let query = isQuery ? queryItems().prefix(1).map { $0 } : queryItems()
        let host = pick(["example.com", "example.com:8443", "dynamodb.eu-west-1.amazonaws.com"])
        let wirePath = PercentEncoding.path(path)
        let endpoint = try #require(Endpoint(parsing: "https://" + host))
        var request = TransportRequest(
            pick([.get, .put, .post, .delete, .head]),
            endpoint, path: wirePath, query: query)
        let body = Array(text(Self.queryParts, upTo: 30).utf8)
        if !body.isEmpty, !isQuery { request.body = .bytes(body) }
        request.headers = headerFields()
        let date = Instant(microseconds: Int64(number(below: 4_000_000_000)) * 1_000_000)
        let token = number(below: 2) == 0 ? nil : text(Self.secretParts, upTo: 200) + "=="
        let region = pick(["us-east-1", "cn-north-1"])
        let service = isS3 ? "s3" : pick(["dynamodb", "kinesis", "sts"])
        let secret = text(Self.secretParts, upTo: 60)
        let peer = BotocoreTests.Case(
            method: request.method.rawValue, url: request.url,
            headers: request.headers.map { [$0.name, $0.value] },
            body: request.body.byteCount == 0 ? "" : Hex.encode(body), region: region,
            service: service, key: "AKIDEXAMPLE", secret: secret, token: token,
            time: compact(date), form: form, expires: 1 + number(below: 604_800))
        return RandomRequest(
            request: request,
            signer: RequestSigner(
                isS3 ? .s3(region: region) : SigningSettings(region: region, service: service)),
            credentials: SigningCredentials(
                accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret(secret),
                sessionToken: token.map { Secret($0) }),
            instant: date, payload: form == "s3query" ? .unsigned : .body, peer: peer)
    }

    /// Parameters whose names repeat, with other values and the same.
    private mutating func queryItems() -> [QueryItem] {
        let names = (0..<3).map { _ in text(Self.queryParts, upTo: 5) + "n" }
        return (0..<number(below: 6)).map { _ in
            QueryItem(pick(names), number(below: 6) == 0 ? nil : text(Self.queryParts, upTo: 6))
        }
    }

    private mutating func headerFields() -> HeaderFields {
        var headers = HeaderFields()
        for _ in 0..<number(below: 6) {
            let name = pick([
                "X-Amz-Target", "x-custom", "X-Custom", "Content-Type", "X-a", "x-A-b",
            ])
            headers.append(name, text(Self.headerParts, upTo: 8))
        }
        if number(below: 3) == 0 { headers.append("User-Agent", "x") }
        return headers
    }

    private func compact(_ date: Instant) -> String {
        date.iso8601.filter { $0 != "-" && $0 != ":" }
    }

    private static let pathParts = [
        "a", "Z", "0", " ", "%", "%20", "%2F", "+", "ü", "ሴ", "😀", "~", "-", "_", ".", "*", "(",
        "'",
        "=", "&", ";", "@", ":", "!", "$", ",", "\\", "\"", "<", "|",
    ]
    private static let queryParts = pathParts + ["/", "?", "#", "\n"]
    private static let headerParts = ["a", "B", " ", "  ", "\t", "\"", ",", "=", "1", ";"]
    private static let secretParts = ["a", "B", "7", "/", "+", "x"]
}
