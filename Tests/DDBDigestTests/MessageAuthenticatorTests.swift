import DDBBase
import DDBDigest
import Testing

@Suite struct MessageAuthenticatorTests {
    /// RFC 4231 §4.2, §4.3, §4.7, and the empty key of NIST's examples.
    @Test(
        arguments: [
            (
                [UInt8](repeating: 0x0B, count: 20), "Hi There",
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
            ),
            (
                Array("Jefe".utf8), "what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
            ),
            (
                [UInt8](repeating: 0xAA, count: 131),
                "Test Using Larger Than Block-Size Key - Hash Key First",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
            ),
            ([], "", "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"),
        ] as [([UInt8], String, String)])
    func `known codes come out`(key: [UInt8], text: String, hex: String) throws {
        let bytes = Array(text.utf8)
        let code = try MessageAuthenticator.code(of: bytes.span.bytes, key: key.span.bytes)
        #expect(Hex.encode(code) == hex)
    }

    @Test func `pieces give the code of the whole`() throws {
        let key = Array("key".utf8)
        let bytes = (0..<150).map { UInt8($0) }
        let whole = try MessageAuthenticator.code(of: bytes.span.bytes, key: key.span.bytes)
        for cut in 0...bytes.count {
            var authenticator = try MessageAuthenticator(key: key.span.bytes)
            let head = Array(bytes[..<cut])
            let tail = Array(bytes[cut...])
            try authenticator.update(head.span.bytes)
            try authenticator.update(tail.span.bytes)
            #expect(try authenticator.finish() == whole, "cut at \(cut)")
        }
    }
}
