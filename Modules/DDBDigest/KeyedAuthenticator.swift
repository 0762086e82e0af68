internal import CDDBCrypto
internal import Synchronization

/// Computes HMAC-SHA256 (RFC 2104) of many texts under one key; owns one `EVP_MAC_CTX`.
///
/// The key's own two blocks are hashed once, which is half of the work for a text of few blocks.
/// It may be used from any thread; callers take turns for less than a microsecond.
public final class KeyedAuthenticator: Sendable {
    private let context: Mutex<OwnedContext>

    /// Takes a key of any length, which may be empty.
    ///
    /// - Throws: ``DigestError`` where OpenSSL does not offer the algorithm.
    public init(key: RawSpan) throws(DigestError) {
        let authenticator = try MessageAuthenticator(key: key)
        context = Mutex(unsafe OwnedContext(pointer: authenticator.release()))
    }

    /// Returns the code of bytes, 32 bytes.
    public func code(of bytes: RawSpan) throws(DigestError) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: MessageAuthenticator.byteCount)
        let isDone = unsafe bytes.withUnsafeBytes { bytes in
            unsafe code.withUnsafeMutableBufferPointer { code in
                let bytes = unsafe bytes.bindMemory(to: UInt8.self)
                return context.withLock { unsafe $0.compute(bytes, into: code) }
            }
        }
        guard isDone else { throw DigestError(failed: "compute HMAC-SHA256") }
        return code
    }
}

@safe private struct OwnedContext: ~Copyable, @unchecked Sendable {
    // Sendable because it has one owner, the mutex above.
    let pointer: OpaquePointer

    deinit { unsafe EVP_MAC_CTX_free(pointer) }

    borrowing func compute(
        _ bytes: UnsafeBufferPointer<UInt8>, into code: UnsafeMutableBufferPointer<UInt8>
    ) -> Bool {
        var written = 0
        // Without a key OpenSSL goes back to where the first one left the context.
        return unsafe EVP_MAC_init(pointer, nil, 0, nil) == 1
            && EVP_MAC_update(pointer, bytes.baseAddress, bytes.count) == 1
            && EVP_MAC_final(pointer, code.baseAddress, &written, code.count) == 1
            && written == code.count
    }
}
