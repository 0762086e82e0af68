private import CDDBInflate

/// Computes the CRC-32 of gzip and of Parquet pages with ISA-L's vector instructions.
///
/// The result is that of `CRC32` in DDBBase, several times as fast; for bytes that are compressed
/// anyway, where the library is linked already.
public enum FastCRC32 {
    /// Returns the checksum of bytes, or continues a checksum over more bytes.
    ///
    /// - Parameters:
    ///   - bytes: The bytes to add.
    ///   - checksum: The checksum of what came before; 0 at the start.
    public static func checksum(_ bytes: RawSpan, continuing checksum: UInt32 = 0) -> UInt32 {
        unsafe bytes.withUnsafeBytes { bytes in
            guard let base = unsafe bytes.bindMemory(to: UInt8.self).baseAddress else {
                return checksum
            }
            return unsafe crc32_gzip_refl(checksum, base, UInt64(bytes.count))
        }
    }
}
