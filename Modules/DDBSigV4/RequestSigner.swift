public import DDBBase
public import DDBHTTP

/// Signs requests with AWS Signature Version 4.
///
/// A signer is a value without a clock: each call is told the moment and the credentials, so that
/// every attempt of a request is signed anew. What is signed is never changed; the signed request
/// is a copy.
///
/// ```swift
/// let signer = RequestSigner(SigningSettings(region: "eu-west-1", service: "dynamodb"))
/// let signed = try signer.sign(request, with: credentials, at: time.now)
/// let response = try await transport.send(signed.request)
/// ```
///
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
public struct RequestSigner: Sendable {
    /// What the service wants.
    public let settings: SigningSettings
    let keys: SigningKeyCache

    /// The longest time that a signed URL is valid: a week.
    public static let expirySecondsMax = 604_800

    /// Creates a signer.
    ///
    /// - Parameter keys: Where derived keys are kept; share one among signers.
    public init(_ settings: SigningSettings, keys: SigningKeyCache = SigningKeyCache()) {
        self.settings = settings
        self.keys = keys
    }

    /// Returns the request with `x-amz-date`, `authorization` and what else its signature needs in
    /// its head.
    ///
    /// Fields of an earlier signature are replaced.
    ///
    /// - Throws: ``SigningError`` with the code `invalidCredentials`, `invalidScope`, `invalidDate`
    ///   or `invalidPayload`.
    public func sign(
        _ request: TransportRequest, with credentials: SigningCredentials, at instant: Instant,
        payload: PayloadHash = .body
    ) throws(SigningError) -> SignedRequest {
        let hash = try payload.text(of: request.body)
        return try signHeaders(request, credentials, instant, payloadHash: hash).signed
    }

    /// Returns the steps of the signature that ``sign(_:with:at:payload:)`` makes.
    public func trace(
        _ request: TransportRequest, with credentials: SigningCredentials, at instant: Instant,
        payload: PayloadHash = .body
    ) throws(SigningError) -> SigningTrace {
        let hash = try payload.text(of: request.body)
        return try signHeaders(request, credentials, instant, payloadHash: hash).parts.trace
    }

    /// Returns the request with its signature in the query, so that its URL alone is a permission.
    ///
    /// All fields of its head are signed, and whoever uses the URL has to send the same; `host` is
    /// always among them.
    ///
    /// - Parameters:
    ///   - expirySeconds: How long the URL is valid, 1 to 604,800 (a week); a temporary key may end
    ///     it earlier.
    ///   - payload: ``PayloadHash/unsigned`` for S3, where nobody knows the body yet.
    /// - Throws: ``SigningError`` with the code `invalidExpiry`, or one of
    ///   ``sign(_:with:at:payload:)``.
    public func presign(
        _ request: TransportRequest, with credentials: SigningCredentials, at instant: Instant,
        expirySeconds: Int, payload: PayloadHash = .body
    ) throws(SigningError) -> SignedRequest {
        try presigned(request, credentials, instant, expirySeconds, payload).signed
    }

    /// Returns the steps of the signature that ``presign(_:with:at:expirySeconds:payload:)`` makes.
    public func presignTrace(
        _ request: TransportRequest, with credentials: SigningCredentials, at instant: Instant,
        expirySeconds: Int, payload: PayloadHash = .body
    ) throws(SigningError) -> SigningTrace {
        try presigned(request, credentials, instant, expirySeconds, payload).parts.trace
    }

    func signHeaders(
        _ request: TransportRequest, _ credentials: SigningCredentials, _ instant: Instant,
        payloadHash: String
    ) throws(SigningError) -> (signed: SignedRequest, parts: SignatureParts) {
        let stamp = try SigningStamp(credentials, instant, settings, keys)
        var signed = request
        signed.headers = HeaderFields()
        signed.headers.reserveCapacity(request.headers.count + 4)
        for field in request.headers where !isSignatureField(field) {
            signed.headers.append(field)
        }
        signed.headers.append("x-amz-date", stamp.date.timestamp)
        if let token = credentials.sessionToken {
            signed.headers.append("x-amz-security-token", token.reveal())
        }
        if settings.sendsPayloadHash || payloadHash.hasPrefix("STREAMING-") {
            signed.headers.append("x-amz-content-sha256", payloadHash)
        }
        let parts = try SignatureParts(
            signed, stamp, settings.path, payloadHash: payloadHash,
            headers: CanonicalHeaders(
                signed.headers, authority: signed.endpoint.authority,
                unsigned: settings.omitsSessionToken ? "x-amz-security-token" : nil))
        signed.headers.append(
            "authorization", stamp.authorization(parts, accessKeyID: credentials.accessKeyID))
        return (SignedRequest(request: signed, signature: parts.signature(stamp)), parts)
    }

    private func presigned(
        _ request: TransportRequest, _ credentials: SigningCredentials, _ instant: Instant,
        _ expirySeconds: Int, _ payload: PayloadHash
    ) throws(SigningError) -> (signed: SignedRequest, parts: SignatureParts) {
        guard (1...Self.expirySecondsMax).contains(expirySeconds) else {
            throw SigningError(
                .invalidExpiry, "A signed URL is valid for 1 second to a week (604800 seconds).")
        }
        let hash = try payload.text(of: request.body)
        let stamp = try SigningStamp(credentials, instant, settings, keys)
        var signed = request
        signed.headers.removeAll("authorization")
        signed.headers.removeAll("x-amz-date")
        signed.headers.removeAll("x-amz-security-token")
        signed.query.removeAll { Self.signatureParameters.contains($0.name) }
        let headers = CanonicalHeaders(signed.headers, authority: signed.endpoint.authority)
        signed.query += [
            QueryItem("X-Amz-Algorithm", SigningStamp.algorithm),
            QueryItem("X-Amz-Credential", credentials.accessKeyID + "/" + stamp.scope),
            QueryItem("X-Amz-Date", stamp.date.timestamp),
            QueryItem("X-Amz-Expires", String(expirySeconds)),
            QueryItem("X-Amz-SignedHeaders", String(decoding: headers.names, as: UTF8.self)),
        ]
        let token = credentials.sessionToken.map { QueryItem("X-Amz-Security-Token", $0.reveal()) }
        if let token, !settings.omitsSessionToken { signed.query.append(token) }
        let parts = try SignatureParts(
            signed, stamp, settings.path, payloadHash: hash, headers: headers)
        if let token, settings.omitsSessionToken { signed.query.append(token) }
        let signature = parts.signature(stamp)
        signed.query.append(QueryItem("X-Amz-Signature", signature.hex))
        return (SignedRequest(request: signed, signature: signature), parts)
    }

    private static let signatureParameters: Set<String> = [
        "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires",
        "X-Amz-SignedHeaders", "X-Amz-Security-Token", "X-Amz-Signature",
    ]
}

/// Whether a field comes from a signature: an earlier one, where a signed request is signed anew.
private func isSignatureField(_ field: HeaderField) -> Bool {
    switch field.name.utf8.count {
    case 10: field.isNamed("x-amz-date")
    case 13: field.isNamed("authorization")
    case 20: field.isNamed("x-amz-security-token") || field.isNamed("x-amz-content-sha256")
    default: false
    }
}
