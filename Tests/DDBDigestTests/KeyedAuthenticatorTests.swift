import DDBBase
import DDBDigest
import Testing

@Suite struct KeyedAuthenticatorTests {
    // RFC 4231 §4.3.
    @Test func `a code is that of the standard, again and again`() throws {
        let key = Array("Jefe".utf8)
        let authenticator = try KeyedAuthenticator(key: key.span.bytes)
        let text = Array("what do ya want for nothing?".utf8)
        for _ in 0..<3 {
            #expect(
                Hex.encode(try authenticator.code(of: text.span.bytes))
                    == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        }
    }

    @Test(arguments: [0, 1, 63, 64, 65, 200])
    func `codes under a key of any size are those of a fresh authenticator`(
        keyByteCount: Int
    ) throws {
        let key = [UInt8](repeating: 0x5A, count: keyByteCount)
        let authenticator = try KeyedAuthenticator(key: key.span.bytes)
        for byteCount in [0, 1, 55, 56, 64, 119, 1000] {
            let text = (0..<byteCount).map { UInt8(truncatingIfNeeded: $0) }
            let expected = try MessageAuthenticator.code(of: text.span.bytes, key: key.span.bytes)
            #expect(try authenticator.code(of: text.span.bytes) == expected)
        }
    }

    @Test func `many tasks share a key`() async throws {
        let key = Array("secret".utf8)
        let authenticator = try KeyedAuthenticator(key: key.span.bytes)
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for round in 0..<200 {
                        let text = Array("\(task) \(round)".utf8)
                        let expected = try MessageAuthenticator.code(
                            of: text.span.bytes, key: key.span.bytes)
                        guard try authenticator.code(of: text.span.bytes) == expected else {
                            return false
                        }
                    }
                    return true
                }
            }
            for try await isEqual in group { #expect(isEqual) }
        }
    }
}
