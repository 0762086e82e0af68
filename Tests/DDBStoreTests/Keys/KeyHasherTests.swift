import DDBBase
import DDBStore
import DDBTestKit
import Testing

@Suite struct KeyHasherTests {
    /// `openssl mac -macopt hexkey:000102..0f -macopt size:16 SIPHASH` of the bytes 0, 1, 2 and so
    /// on, OpenSSL 3.0.
    static let vectors: [(count: Int, digest: String)] = [
        (0, "a3817f04ba25a8e66df67214c7550293"), (1, "da87c1d86b99af44347659119b22fc45"),
        (7, "a1f1ebbed8dbc153c0b84aa61ff08239"), (8, "3b62a9ba6258f5610f83e264f31497b4"),
        (9, "264499060ad9baabc47f8b02bb6d71ed"), (15, "5493e99933b0a8117e08ec0f97cfc3d9"),
        (16, "6ee2a4ca67b054bbfd3315bf85230577"), (31, "2939b0183223fafc1723de4f52c43d35"),
        (40, "df6a301e95c95dad97ae0cc8c6913bd8"), (63, "5150d1772f50834a503e069a973fbd7c"),
    ]

    @Test(arguments: vectors)
    func `hashes are those of another implementation`(count: Int, digest: String) {
        let hasher = KeyHasher(seed: (0x0706_0504_0302_0100, 0x0F0E_0D0C_0B0A_0908))
        let hash = hasher.hash((0..<count).map { UInt8($0) })
        var bytes: [UInt8] = []
        for word in [hash.high, hash.low] {
            for shift in stride(from: UInt64(0), to: 64, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: word >> shift))
            }
        }
        #expect(Hex.encode(bytes) == digest)
    }

    @Test func `indexes have seeds of their own`() {
        let random = SeededRandom(seed: 1)
        let hashers = (KeyHasher(random: random), KeyHasher(random: random))
        #expect(hashers.0 != hashers.1)
        #expect(hashers.0.hash([1]) != hashers.1.hash([1]))
    }
}
