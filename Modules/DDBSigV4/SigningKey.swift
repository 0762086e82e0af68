import DDBDigest

/// The key of one day, region and service, derived from a secret; it prints nothing of itself.
public struct SigningKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    private let authenticator: KeyedAuthenticator

    /// Derives the key: HMAC of the day, the region, the service and `aws4_request` in turn, under
    /// `AWS4` and the secret.
    ///
    /// - Parameter day: Such as `20150830`, in UTC.
    /// - Throws: ``SigningError`` where OpenSSL computes no HMAC.
    public init(
        secretAccessKey: String, day: String, region: String, service: String
    ) throws(SigningError) {
        var key = Array(("AWS4" + secretAccessKey).utf8)
        for part in [day, region, service, "aws4_request"] {
            key = try Hashing.hmac(Array(part.utf8), key: key)
        }
        authenticator = try Hashing.keyed(key)
    }

    /// Returns the signature of a string to sign, 32 bytes.
    func sign(_ text: [UInt8]) throws(SigningError) -> [UInt8] {
        try Hashing.code(of: text, under: authenticator)
    }

    /// Always `<redacted>`.
    public var description: String { "<redacted>" }

    /// Always `<redacted>`.
    public var debugDescription: String { "<redacted>" }

    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
