import DDBDigest

/// The digests of this module, with its error.
enum Hashing {
    /// The SHA-256 of nothing.
    static let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    static func sha256(_ bytes: RawSpan) throws(SigningError) -> [UInt8] {
        do {
            return try Digest.sha256(bytes)
        } catch {
            throw SigningError(.unavailable, error.message, cause: error)
        }
    }

    static func hmac(_ bytes: [UInt8], key: [UInt8]) throws(SigningError) -> [UInt8] {
        do {
            return try MessageAuthenticator.code(of: bytes.span.bytes, key: key.span.bytes)
        } catch {
            throw SigningError(.unavailable, error.message, cause: error)
        }
    }

    static func keyed(_ key: [UInt8]) throws(SigningError) -> KeyedAuthenticator {
        do {
            return try KeyedAuthenticator(key: key.span.bytes)
        } catch {
            throw SigningError(.unavailable, error.message, cause: error)
        }
    }

    static func code(
        of bytes: [UInt8], under key: KeyedAuthenticator
    ) throws(SigningError) -> [UInt8] {
        do {
            return try key.code(of: bytes.span.bytes)
        } catch {
            throw SigningError(.unavailable, error.message, cause: error)
        }
    }

    /// Returns bytes as lower-case hexadecimal digits.
    static func hexBytes(_ bytes: [UInt8]) -> [UInt8] {
        [UInt8](capacity: bytes.count * 2) { text in
            for byte in bytes {
                text.append(digit(byte >> 4))
                text.append(digit(byte & 0xF))
            }
        }
    }

    /// Returns bytes as lower-case hexadecimal digits.
    static func hex(_ bytes: [UInt8]) -> String {
        String(decoding: hexBytes(bytes), as: UTF8.self)
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
