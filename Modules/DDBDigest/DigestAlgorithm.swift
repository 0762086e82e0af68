internal import CDDBCrypto

/// Names a hash function.
public enum DigestAlgorithm: Sendable, Hashable, CaseIterable {
    /// SHA-256 (FIPS 180-4): request signatures, content hashes.
    case sha256
    /// SHA-1 (FIPS 180-4): file names of cached logins; not for security.
    case sha1
    /// MD5 (RFC 1321): the checksums of export manifests; not for security.
    case md5

    /// The size of a digest.
    public var byteCount: Int {
        switch self {
        case .sha256: 32
        case .sha1: 20
        case .md5: 16
        }
    }

    /// The name under which OpenSSL and the error texts know it.
    var name: String {
        switch self {
        case .sha256: "SHA256"
        case .sha1: "SHA1"
        case .md5: "MD5"
        }
    }

    /// The implementation, looked up once a process: a look-up costs more than a small digest.
    func implementation() throws(DigestError) -> OpaquePointer {
        let found =
            switch self {
            case .sha256: Self.sha256Implementation
            case .sha1: Self.sha1Implementation
            case .md5: Self.md5Implementation
            }
        guard let pointer = unsafe found.pointer else { throw DigestError(unavailable: name) }
        return unsafe pointer
    }

    private static let sha256Implementation = FetchedDigest("SHA256")
    private static let sha1Implementation = FetchedDigest("SHA1")
    private static let md5Implementation = FetchedDigest("MD5")
}

/// An `EVP_MD` that lives as long as the process.
@safe private struct FetchedDigest: @unchecked Sendable {
    // Sendable because OpenSSL never changes a fetched EVP_MD and nobody here frees it.
    let pointer: OpaquePointer?

    init(_ name: String) {
        unsafe pointer = EVP_MD_fetch(nil, name, nil)
    }
}
