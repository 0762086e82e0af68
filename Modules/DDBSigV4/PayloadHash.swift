/// Says what stands for the body in a signature.
public enum PayloadHash: Sendable, Hashable {
    /// The SHA-256 of the body, which has to be all there.
    case body
    /// The SHA-256 of the body as the caller knows it, 32 bytes.
    case digest([UInt8])
    /// `UNSIGNED-PAYLOAD`: the body is not signed; S3 only, and only over TLS.
    case unsigned
}
