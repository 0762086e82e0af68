import DDBCompression
import Testing

@Suite struct FastCRC32Tests {
    /// What zlib's `crc32` says of the first bytes of the sample, by their count: around every
    /// width that vector instructions take at once.
    @Test(
        arguments: [
            (0, 0x0000_0000), (1, 0xD202_EF8D), (7, 0x3F81_92B9), (8, 0x5BEE_45FF),
            (9, 0x4C3D_946B), (15, 0x83ED_EBFD), (16, 0xC980_A71D), (17, 0xE1C8_72CF),
            (31, 0x3635_8A3A), (32, 0x3C3A_BB2B), (33, 0xDE88_CE0E), (63, 0x7B53_1448),
            (64, 0xCFCE_ACFD), (65, 0x8AA5_6D30), (127, 0x0F1D_7663), (128, 0xF862_D96F),
            (129, 0xE24F_72BD), (255, 0x774C_B21E), (256, 0x3B16_060A), (257, 0x32EC_1095),
            (511, 0xA0FB_6EBA), (512, 0xEA7A_D627), (600, 0x65CA_B225),
        ] as [(Int, UInt32)])
    func `it equals zlib's checksum`(count: Int, expected: UInt32) {
        #expect(FastCRC32.checksum(Array(Self.sample[..<count]).span.bytes) == expected)
    }

    @Test func `the check value of the polynomial comes out`() {
        #expect(FastCRC32.checksum(Array("123456789".utf8).span.bytes) == 0xCBF4_3926)
    }

    @Test func `a checksum may be taken in pieces`() {
        for cut in 0...Self.sample.count {
            let head = FastCRC32.checksum(Array(Self.sample[..<cut]).span.bytes)
            let tail = Array(Self.sample[cut...])
            let whole = FastCRC32.checksum(tail.span.bytes, continuing: head)
            #expect(whole == 0x65CA_B225, "cut at \(cut)")
        }
    }

    private static let sample = (0..<600).map { UInt8(truncatingIfNeeded: $0 * $0 * 31 + $0 * 7) }
}
