internal import CDDBCrypto

/// Computes a digest of bytes that come in pieces; owns one `EVP_MD_CTX`.
///
/// ```swift
/// var digest = try StreamingDigest(.md5)
/// try digest.update(first.span.bytes)
/// try digest.update(second.span.bytes)
/// let sum = try digest.finish()
/// ```
@safe public struct StreamingDigest: ~Copyable, Sendable {
    // Sendable because the context has one owner, and whoever holds that owner has it alone.
    private nonisolated(unsafe) let context: OpaquePointer
    private let algorithm: DigestAlgorithm

    /// Starts a digest.
    ///
    /// - Throws: ``DigestError`` where OpenSSL does not offer the algorithm.
    public init(_ algorithm: DigestAlgorithm) throws(DigestError) {
        let implementation = unsafe try algorithm.implementation()
        guard let context = unsafe EVP_MD_CTX_new() else {
            throw DigestError(failed: "allocate a digest")
        }
        guard unsafe EVP_DigestInit_ex2(context, implementation, nil) == 1 else {
            unsafe EVP_MD_CTX_free(context)
            throw DigestError(failed: "start \(algorithm.name)")
        }
        unsafe self.context = context
        self.algorithm = algorithm
    }

    deinit { unsafe EVP_MD_CTX_free(context) }

    /// Adds bytes.
    public mutating func update(_ bytes: RawSpan) throws(DigestError) {
        let status = unsafe bytes.withUnsafeBytes { bytes in
            unsafe EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
        }
        guard status == 1 else { throw DigestError(failed: "extend \(algorithm.name)") }
    }

    /// Returns the digest of all bytes: 32 for SHA-256, 20 for SHA-1, 16 for MD5.
    public consuming func finish() throws(DigestError) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: algorithm.byteCount)
        let status = unsafe digest.withUnsafeMutableBufferPointer { digest in
            unsafe EVP_DigestFinal_ex(context, digest.baseAddress, nil)
        }
        guard status == 1 else { throw DigestError(failed: "finish \(algorithm.name)") }
        return digest
    }
}
