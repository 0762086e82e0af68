import DDBBase
import DDBDigest
import Testing

/// Vectors of RFC 1321 §A.5, FIPS 180-4's examples and Python's hashlib.
@Suite struct DigestTests {
    @Test(
        arguments: [
            (.sha256, "", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            (.sha256, "abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                .sha256, "a", 1_000_000,
                "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
            ),
            (.sha1, "", 1, "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
            (.sha1, "abc", 1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
            (.sha1, "a", 1_000_000, "34aa973cd4c4daa4f61eeb2bdbad27316534016f"),
            (.md5, "", 1, "d41d8cd98f00b204e9800998ecf8427e"),
            (.md5, "message digest", 1, "f96b697d7cb7938d525a2f31aaf161d0"),
            (.md5, "a", 1_000_000, "7707d6ae4e027c70eea2a935c2296f21"),
        ] as [(DigestAlgorithm, String, Int, String)])
    func `known digests come out`(
        algorithm: DigestAlgorithm, text: String, count: Int, hex: String
    ) throws {
        let bytes = Array(String(repeating: text, count: count).utf8)
        let digest = try Digest.digest(bytes.span.bytes, algorithm)
        #expect(Hex.encode(digest) == hex)
        #expect(digest.count == algorithm.byteCount)
    }

    @Test(arguments: DigestAlgorithm.allCases)
    func `pieces give the digest of the whole`(algorithm: DigestAlgorithm) throws {
        let bytes = (0..<200).map { UInt8($0) }
        let whole = try Digest.digest(bytes.span.bytes, algorithm)
        for cut in [0, 1, 55, 56, 63, 64, 65, 199, 200] {
            var digest = try StreamingDigest(algorithm)
            let head = Array(bytes[..<cut])
            let tail = Array(bytes[cut...])
            try digest.update(head.span.bytes)
            try digest.update(tail.span.bytes)
            #expect(try digest.finish() == whole, "cut at \(cut)")
        }
    }

    @Test func `the named functions are the algorithms`() throws {
        let bytes = Array("ddbkit".utf8)
        #expect(try Digest.md5(bytes.span.bytes) == Digest.digest(bytes.span.bytes, .md5))
        #expect(try Digest.sha1(bytes.span.bytes) == Digest.digest(bytes.span.bytes, .sha1))
        #expect(try Digest.sha256(bytes.span.bytes) == Digest.digest(bytes.span.bytes, .sha256))
    }
}
