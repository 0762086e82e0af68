/// Computes CRC-32 as gzip, Parquet pages, Delta deletion vectors and `x-amz-crc32` use it.
///
/// The polynomial is the reflected IEEE 802.3 one (0xEDB88320), the initial value and the final
/// exclusive-or are all ones.
public enum CRC32 {
    /// Returns the checksum of bytes, or continues a checksum over more bytes.
    ///
    /// - Parameters:
    ///   - bytes: The bytes to add.
    ///   - checksum: The checksum of what came before; 0 at the start.
    /// - Complexity: O(*n*), eight bytes a step.
    public static func checksum(_ bytes: RawSpan, continuing checksum: UInt32 = 0) -> UInt32 {
        unsafe tables.withUnsafeBufferPointer { tables in
            unsafe bytes.withUnsafeBytes { bytes in
                unsafe update(~checksum, bytes, tables)
            }
        }
    }

    /// Eight tables of 256: table k holds the effect of a byte that k further bytes follow.
    private static let tables: [UInt32] = {
        var tables = [UInt32](repeating: 0, count: 8 * 256)
        for byte in 0..<256 {
            var value = UInt32(byte)
            for _ in 0..<8 {
                value = value & 1 == 1 ? (value >> 1) ^ 0xEDB8_8320 : value >> 1
            }
            tables[byte] = value
        }
        for index in 256..<8 * 256 {
            let previous = tables[index - 256]
            tables[index] = (previous >> 8) ^ tables[Int(previous & 0xFF)]
        }
        return tables
    }()

    private static func update(
        _ initial: UInt32, _ bytes: UnsafeRawBufferPointer, _ tables: UnsafeBufferPointer<UInt32>
    ) -> UInt32 {
        var crc = initial
        var index = 0
        let wideEnd = bytes.count & ~7
        while index < wideEnd {
            let word = unsafe UInt64(
                littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            let low = UInt32(truncatingIfNeeded: word) ^ crc
            let high = UInt32(truncatingIfNeeded: word >> 32)
            unsafe crc =
                tables[7 * 256 + Int(low & 0xFF)] ^ tables[6 * 256 + Int(low >> 8 & 0xFF)]
                ^ tables[5 * 256 + Int(low >> 16 & 0xFF)] ^ tables[4 * 256 + Int(low >> 24)]
                ^ tables[3 * 256 + Int(high & 0xFF)] ^ tables[2 * 256 + Int(high >> 8 & 0xFF)]
                ^ tables[256 + Int(high >> 16 & 0xFF)] ^ tables[Int(high >> 24)]
            index += 8
        }
        while index < bytes.count {
            unsafe crc = (crc >> 8) ^ tables[Int((crc ^ UInt32(bytes[index])) & 0xFF)]
            index += 1
        }
        return ~crc
    }
}
