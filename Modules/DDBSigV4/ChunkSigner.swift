/// Signs the chunks of one body, each signature going on from the one before.
///
/// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
public struct ChunkSigner: Sendable {
    private let seed: Signature
    private var previous: String

    /// Creates a signer that goes on from the signature of the head.
    public init(seed: Signature) {
        self.seed = seed
        previous = seed.hex
    }

    /// Returns the signature of the next chunk, 64 lower-case hexadecimal digits; the last chunk is
    /// empty.
    ///
    /// - Throws: ``SigningError`` where OpenSSL computes no HMAC.
    public mutating func sign(chunk: RawSpan) throws(SigningError) -> String {
        let digest = try Hashing.sha256(chunk)
        return try sign("AWS4-HMAC-SHA256-PAYLOAD", Hashing.empty + "\n" + Hashing.hex(digest))
    }

    /// Returns the signature of the trailer, which comes after that of the last chunk.
    ///
    /// - Throws: ``SigningError`` where OpenSSL computes no HMAC.
    public mutating func sign(trailer name: String, value: String) throws(SigningError) -> String {
        let line = Array((name + ":" + value + "\n").utf8)
        let digest = try Hashing.sha256(line.span.bytes)
        return try sign("AWS4-HMAC-SHA256-TRAILER", Hashing.hex(digest))
    }

    private mutating func sign(_ kind: String, _ content: String) throws(SigningError) -> String {
        let lines = [kind, seed.timestamp, seed.scope, previous, content]
        let code = try seed.key.sign(Array(lines.joined(separator: "\n").utf8))
        previous = Hashing.hex(code)
        return previous
    }
}
