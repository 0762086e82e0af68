internal import CDDBCrypto

/// Computes digests of bytes that are all there.
///
/// ```swift
/// let sum = try Digest.md5(bytes.span.bytes)   // 16 bytes
/// ```
public enum Digest {
    /// Returns the SHA-256 of bytes, 32 bytes.
    public static func sha256(_ bytes: RawSpan) throws(DigestError) -> [UInt8] {
        try digest(bytes, .sha256)
    }

    /// Returns the SHA-1 of bytes, 20 bytes.
    public static func sha1(_ bytes: RawSpan) throws(DigestError) -> [UInt8] {
        try digest(bytes, .sha1)
    }

    /// Returns the MD5 of bytes, 16 bytes.
    public static func md5(_ bytes: RawSpan) throws(DigestError) -> [UInt8] {
        try digest(bytes, .md5)
    }

    /// Returns the digest of bytes by an algorithm.
    ///
    /// - Throws: ``DigestError`` where OpenSSL does not offer the algorithm.
    public static func digest(
        _ bytes: RawSpan, _ algorithm: DigestAlgorithm
    ) throws(DigestError) -> [UInt8] {
        let implementation = unsafe try algorithm.implementation()
        var digest = [UInt8](repeating: 0, count: algorithm.byteCount)
        let status = unsafe bytes.withUnsafeBytes { bytes in
            unsafe digest.withUnsafeMutableBufferPointer { digest in
                unsafe EVP_Digest(
                    bytes.baseAddress, bytes.count, digest.baseAddress, nil, implementation, nil)
            }
        }
        guard status == 1 else { throw DigestError(failed: "compute \(algorithm.name)") }
        return digest
    }
}
