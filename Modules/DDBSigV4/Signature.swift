/// A signature, and what the signatures of chunks go on from.
public struct Signature: Sendable, CustomStringConvertible {
    /// The signature: 64 lower-case hexadecimal digits.
    public let hex: String
    /// The moment, as `20150830T123600Z`.
    public let timestamp: String
    /// The scope, as `20150830/us-east-1/service/aws4_request`.
    public let scope: String
    /// The key it was made with.
    public let key: SigningKey

    /// The scope; a signature belongs in no message.
    public var description: String { scope }
}
