internal import CDDBCrypto

/// Computes HMAC-SHA256 (RFC 2104) of bytes, at once or in pieces; owns one `EVP_MAC_CTX`.
@safe public struct MessageAuthenticator: ~Copyable, Sendable {
    /// The size of a code.
    public static let byteCount = 32

    // Sendable because the context has one owner, and whoever holds that owner has it alone.
    private nonisolated(unsafe) let context: OpaquePointer

    /// Starts a code under a key of any length, which may be empty.
    ///
    /// - Throws: ``DigestError`` where OpenSSL does not offer the algorithm.
    public init(key: RawSpan) throws(DigestError) {
        guard let template = unsafe Self.template.pointer else {
            throw DigestError(unavailable: "HMAC-SHA256")
        }
        guard let context = unsafe EVP_MAC_CTX_dup(template) else {
            throw DigestError(failed: "allocate an HMAC")
        }
        let status = unsafe key.withUnsafeBytes { key in
            // OpenSSL takes a missing key for "keep the one that is set", so an empty one needs an
            // address.
            var none: UInt8 = 0
            return unsafe withUnsafePointer(to: &none) { none in
                let bytes = unsafe key.bindMemory(to: UInt8.self)
                return unsafe EVP_MAC_init(context, bytes.baseAddress ?? none, bytes.count, nil)
            }
        }
        guard status == 1 else {
            unsafe EVP_MAC_CTX_free(context)
            throw DigestError(failed: "start HMAC-SHA256")
        }
        unsafe self.context = context
    }

    deinit { unsafe EVP_MAC_CTX_free(context) }

    /// Gives the context away, to whoever frees it.
    consuming func release() -> OpaquePointer {
        let context = unsafe self.context
        discard self
        return unsafe context
    }

    /// Adds bytes.
    public mutating func update(_ bytes: RawSpan) throws(DigestError) {
        let status = unsafe bytes.withUnsafeBytes { bytes in
            let bytes = unsafe bytes.bindMemory(to: UInt8.self)
            return unsafe EVP_MAC_update(context, bytes.baseAddress, bytes.count)
        }
        guard status == 1 else { throw DigestError(failed: "extend HMAC-SHA256") }
    }

    /// Returns the code of all bytes, 32 bytes.
    public consuming func finish() throws(DigestError) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: Self.byteCount)
        var written = 0
        let status = unsafe code.withUnsafeMutableBufferPointer { code in
            unsafe EVP_MAC_final(context, code.baseAddress, &written, code.count)
        }
        guard status == 1, written == Self.byteCount else {
            throw DigestError(failed: "finish HMAC-SHA256")
        }
        return code
    }

    /// Returns the code of bytes under a key, 32 bytes.
    public static func code(of bytes: RawSpan, key: RawSpan) throws(DigestError) -> [UInt8] {
        var authenticator = try MessageAuthenticator(key: key)
        try authenticator.update(bytes)
        return try authenticator.finish()
    }

    private static let template = HMACTemplate()
}

/// A context with its digest chosen and no key: copying it is cheaper than making one.
@safe private struct HMACTemplate: @unchecked Sendable {
    // Sendable because the context is only ever read, by EVP_MAC_CTX_dup, and nobody frees it.
    let pointer: OpaquePointer?

    init() {
        let hmac = unsafe EVP_MAC_fetch(nil, "HMAC", nil)
        unsafe pointer = hmac.flatMap { unsafe ddb_hmac_context_new($0, "SHA256") }
    }
}
