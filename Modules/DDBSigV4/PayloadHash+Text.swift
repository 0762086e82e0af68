import DDBHTTP

extension PayloadHash {
    /// The last line of the canonical request.
    func text(of body: RequestBody) throws(SigningError) -> String {
        switch self {
        case .unsigned: return "UNSIGNED-PAYLOAD"
        case .digest(let digest):
            guard digest.count == 32 else {
                throw SigningError(
                    .invalidPayload, "A payload's SHA-256 has 32 bytes, not \(digest.count).")
            }
            return Hashing.hex(digest)
        case .body:
            switch body {
            case .none: return Hashing.empty
            case .bytes(let bytes):
                return bytes.isEmpty
                    ? Hashing.empty : Hashing.hex(try Hashing.sha256(bytes.span.bytes))
            case .stream:
                throw SigningError(
                    .invalidPayload,
                    "A body that comes in pieces needs its hash, UNSIGNED-PAYLOAD or chunks.")
            }
        }
    }
}
