/// Computes reflected cyclic checksums whose initial value and final exclusive-or are all ones.
///
/// CRC-32 itself is in the base module; these are the two others that S3 keeps.
struct CyclicChecksum: Sendable {
    /// CRC-32C (RFC 3720 §B.4): the reflected polynomial 0x82F63B78.
    static let crc32c = CyclicChecksum(polynomial: 0x82F6_3B78, ones: 0xFFFF_FFFF)
    /// CRC-64/NVME: the reflected polynomial 0x9A6C9329AC4BC9B5.
    static let crc64nvme = CyclicChecksum(polynomial: 0x9A6C_9329_AC4B_C9B5, ones: .max)

    /// Eight tables of 256: table k holds the effect of a byte that k further bytes follow.
    private let tables: [UInt64]
    private let ones: UInt64

    private init(polynomial: UInt64, ones: UInt64) {
        self.ones = ones
        var tables = [UInt64](repeating: 0, count: 8 * 256)
        for byte in 0..<256 {
            var value = UInt64(byte)
            for _ in 0..<8 { value = value & 1 == 1 ? (value >> 1) ^ polynomial : value >> 1 }
            tables[byte] = value
        }
        for index in 256..<8 * 256 {
            let previous = tables[index - 256]
            tables[index] = (previous >> 8) ^ tables[Int(previous & 0xFF)]
        }
        self.tables = tables
    }

    /// Returns the checksum of bytes, or continues one over more bytes.
    ///
    /// - Parameter checksum: The checksum of what came before; 0 at the start.
    /// - Complexity: O(*n*), eight bytes a step.
    func checksum(_ bytes: RawSpan, continuing checksum: UInt64 = 0) -> UInt64 {
        let table = tables.span
        var crc = checksum ^ ones
        var index = 0
        let wideEnd = bytes.byteCount & ~7
        while index < wideEnd {
            let word =
                UInt64(
                    littleEndian: unsafe bytes.unsafeLoadUnaligned(
                        fromByteOffset: index, as: UInt64.self)) ^ crc
            let near =
                table[7 * 256 + Int(word & 0xFF)] ^ table[6 * 256 + Int(word >> 8 & 0xFF)]
                ^ table[5 * 256 + Int(word >> 16 & 0xFF)]
                ^ table[4 * 256 + Int(word >> 24 & 0xFF)]
            let far =
                table[3 * 256 + Int(word >> 32 & 0xFF)] ^ table[2 * 256 + Int(word >> 40 & 0xFF)]
                ^ table[256 + Int(word >> 48 & 0xFF)] ^ table[Int(word >> 56)]
            crc = near ^ far
            index += 8
        }
        while index < bytes.byteCount {
            let byte = unsafe bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self)
            crc = (crc >> 8) ^ table[Int((crc ^ UInt64(byte)) & 0xFF)]
            index += 1
        }
        return crc ^ ones
    }
}
