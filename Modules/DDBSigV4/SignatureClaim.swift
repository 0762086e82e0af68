public import DDBBase
public import DDBHTTP

/// What a signed request says of its signature: the service's half of Signature Version 4.
///
/// ```swift
/// guard let claim = try SignatureClaim(request) else { return refuse("no signature") }
/// let secret = secrets[claim.accessKeyID]
/// let expected = try claim.signature(of: request, secret: secret, payloadHash: hash, keys: keys)
/// guard claim.isProven(by: expected) else { return refuse("wrong signature") }
/// ```
///
/// Whether the moment is near enough, the service is the right one and the session token belongs to
/// the key is for the caller to decide; all of it is here.
public struct SignatureClaim: Sendable, CustomStringConvertible, CustomReflectable {
    /// The id of the access key.
    public let accessKeyID: String
    /// The day of the scope, such as `20150830`.
    public let day: String
    /// The region of the scope.
    public let region: String
    /// The service of the scope.
    public let service: String
    /// The names of the fields that are signed, in lower case.
    public let signedHeaders: [String]
    /// The moment that was signed, as it was written: `20150830T123600Z`.
    public let timestamp: String
    /// The moment that was signed.
    public let instant: Instant
    /// The token of a temporary key.
    public let sessionToken: Secret?
    /// How long the URL is valid, where the signature is in the query; else nil.
    public let expirySeconds: Int?
    /// What the request says of its payload: the value of `x-amz-content-sha256`.
    public let payloadText: String?

    private let hex: String

    /// Why a request that is signed somehow says not enough of it.
    public struct Fault: Error, Sendable, Hashable {
        /// The parts that are missing or malformed, such as `Credential`.
        public let parts: [String]
    }

    /// Reads the fields or the query of a request; nil where there is no signature at all.
    ///
    /// - Throws: ``Fault`` where there is one that lacks a part.
    public init?(_ request: TransportRequest) throws(Fault) {
        let parts: [String: String]
        if let authorization = request.headers["authorization"] {
            parts = Self.parts(of: authorization, request.headers)
        } else if request.query.contains(where: { $0.name == "X-Amz-Signature" }) {
            parts = Self.parts(of: request.query)
        } else {
            return nil
        }
        let scope = (parts["Credential"] ?? "").split(
            separator: "/", omittingEmptySubsequences: false)
        var faults: [String] = []
        if scope.count < 5 { faults.append("Credential") }
        if (parts["Signature"] ?? "").isEmpty { faults.append("Signature") }
        if (parts["SignedHeaders"] ?? "").isEmpty { faults.append("SignedHeaders") }
        let moment = parts["Date"].flatMap(Self.instant)
        if moment == nil { faults.append("X-Amz-Date") }
        guard let moment, faults.isEmpty else { throw Fault(parts: faults) }
        // An access key may hold slashes, a scope may not.
        accessKeyID = scope.dropLast(4).joined(separator: "/")
        day = String(scope[scope.count - 4])
        region = String(scope[scope.count - 3])
        service = String(scope[scope.count - 2])
        signedHeaders = (parts["SignedHeaders"] ?? "").split(separator: ";").map(String.init)
        hex = parts["Signature"] ?? ""
        timestamp = parts["Date"] ?? ""
        instant = moment
        sessionToken = parts["Token"].map { Secret($0) }
        expirySeconds = parts["Expires"].flatMap { Int($0) }
        payloadText = request.headers["x-amz-content-sha256"]
    }

    /// Returns the signature that the request has to have if whoever made it knows the secret.
    ///
    /// - Parameters:
    ///   - payloadHash: What stands for the body: its SHA-256 in hexadecimal digits, or a text such
    ///     as `UNSIGNED-PAYLOAD`.
    ///   - path: ``CanonicalPath/single`` for S3.
    /// - Throws: ``SigningError`` where the scope is none.
    public func signature(
        of request: TransportRequest, secret: Secret, payloadHash: String,
        path: CanonicalPath = .normalized, keys: SigningKeyCache
    ) throws(SigningError) -> Signature {
        let credentials = SigningCredentials(accessKeyID: accessKeyID, secretAccessKey: secret)
        let stamp = try SigningStamp(
            credentials, instant, SigningSettings(region: region, service: service), keys)
        var unsigned = request
        unsigned.query.removeAll { $0.name == "X-Amz-Signature" }
        let parts = try SignatureParts(
            unsigned, stamp, path, payloadHash: payloadHash,
            headers: CanonicalHeaders(
                request.headers, signed: signedHeaders, authority: request.endpoint.authority))
        return parts.signature(stamp)
    }

    /// Whether a signature is the one of the request, and the scope is of the day that was signed.
    public func isProven(by signature: Signature) -> Bool {
        let wanted = Array(signature.hex.utf8)
        let found = Array(hex.utf8)
        guard wanted.count == found.count, timestamp.hasPrefix(day) else { return false }
        // The time that it takes says nothing of where they differ.
        return zip(wanted, found).reduce(UInt8(0)) { $0 | $1.0 ^ $1.1 } == 0
    }

    /// The access key id; the signature belongs in no message.
    public var description: String { accessKeyID }

    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }

    /// `Credential=..., SignedHeaders=..., Signature=...` by name.
    private static func parts(of authorization: String, _ headers: HeaderFields) -> [String: String]
    {
        var parts: [String: String] = [:]
        let text = authorization.utf8
        guard let space = text.firstIndex(of: UInt8(ascii: " ")),
            text[..<space].elementsEqual(SigningStamp.algorithm.utf8)
        else { return parts }
        for part in text[space...].split(separator: UInt8(ascii: ",")) {
            let trimmed = part.drop { $0 == UInt8(ascii: " ") }
            guard let equals = trimmed.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let value = trimmed[trimmed.index(after: equals)...]
            parts[String(Substring(trimmed[..<equals]))] = String(Substring(value))
        }
        parts["Date"] = headers["x-amz-date"]
        parts["Token"] = headers["x-amz-security-token"]
        return parts
    }

    private static func parts(of query: [QueryItem]) -> [String: String] {
        var parts: [String: String] = [:]
        for item in query {
            switch item.name {
            case "X-Amz-Credential": parts["Credential"] = item.value
            case "X-Amz-SignedHeaders": parts["SignedHeaders"] = item.value
            case "X-Amz-Signature": parts["Signature"] = item.value
            case "X-Amz-Date": parts["Date"] = item.value
            case "X-Amz-Security-Token": parts["Token"] = item.value
            case "X-Amz-Expires": parts["Expires"] = item.value
            default: break
            }
        }
        return parts
    }

    /// The moment of `20150830T123600Z`.
    private static func instant(_ timestamp: String) -> Instant? {
        let text = Array(timestamp.utf8)
        guard text.count == 16 else { return nil }
        let part = { (range: Range<Int>) in String(decoding: text[range], as: UTF8.self) }
        return Instant(
            iso8601: "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))T"
                + "\(part(9..<11)):\(part(11..<13)):\(part(13..<16))")
    }
}
