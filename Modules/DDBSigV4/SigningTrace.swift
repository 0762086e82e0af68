/// The steps of a signature, to lay beside those that a service names when it refuses one.
///
/// It holds no secret key, and yet no text for logs: the canonical request may show a session token
/// and parameters.
public struct SigningTrace: Sendable, Hashable, CustomStringConvertible {
    /// The request in the form that is hashed.
    public let canonicalRequest: String
    /// The text that is signed.
    public let stringToSign: String
    /// The names of the signed fields, joined by `;`.
    public let signedHeaders: String
    /// The signature: 64 lower-case hexadecimal digits.
    public let signature: String

    /// The names of the signed fields.
    public var description: String { "signs " + signedHeaders }
}
