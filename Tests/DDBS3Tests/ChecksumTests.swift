import DDBBase
import DDBHTTP
import DDBS3
import DDBTestKit
import Testing

@Suite struct ChecksumTests {
    /// Check values of `123456789` in the catalogue of parametrised CRC algorithms, and of FIPS
    /// 180-4.
    @Test(arguments: [
        (ChecksumAlgorithm.crc32, "cbf43926"), (.crc32c, "e3069283"),
        (.crc64nvme, "ae8b14860a799888"),
        (.sha1, "f7c3bc1d808e04732adf679965ccc34ca7ae3441"),
        (.sha256, "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225"),
    ])
    func `checksums have the published values`(algorithm: ChecksumAlgorithm, hex: String) throws {
        let bytes = Array("123456789".utf8)
        let checksum = try ObjectChecksum(algorithm, of: bytes.span.bytes)
        let expected = try #require(Hex.decode(hex))
        #expect(checksum.text == Base64.encode(expected.span.bytes))
        #expect(!checksum.isComposite)
        #expect(ObjectChecksum(algorithm, text: checksum.text + "-3").isComposite)
    }

    @Test(arguments: ChecksumAlgorithm.allCases)
    func `a body is verified whatever its pieces`(algorithm: ChecksumAlgorithm) async throws {
        let random = SeededRandom(seed: 11)
        for count in [0, 1, 7, 8, 9, 15, 16, 17, 63, 64, 1000, 4099] {
            let bytes = sample(count, seed: UInt64(count))
            let checksum = try ObjectChecksum(algorithm, of: bytes.span.bytes)
            var pieces: [[UInt8]] = []
            var start = 0
            while start < count {
                let end = min(count, start + 1 + random.number(below: 40))
                pieces.append(Array(bytes[start..<end]))
                start = end
            }
            let headers = [
                ("content-length", String(count)), (algorithm.headerName, checksum.text),
            ]
            for isDamaged in [false, true] where !(isDamaged && count == 0) {
                var sent = pieces
                if isDamaged { sent[sent.count - 1][0] ^= 1 }
                let harness = S3Harness([
                    .respond(
                        status: 200,
                        headers: .init(headers.map { .init(name: $0.0, value: $0.1) }), body: sent)
                ])
                let reply = try await harness.client.getObject(
                    GetObjectRequest(bucket: "bkt", key: "k"))
                if isDamaged {
                    await expect(.checksumMismatch) {
                        try await reply.body.collect(limit: 1 << 20)
                    }
                    await expect(.checksumMismatch) { try await reply.body.next() }
                } else {
                    #expect(try await reply.body.collect(limit: 1 << 20) == bytes)
                    #expect(try await reply.body.next() == nil)
                }
            }
        }
    }
}
