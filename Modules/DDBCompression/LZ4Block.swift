private import CDDBLZ4

/// Encodes and decodes bare LZ4 blocks, without the LZ4 frame: Parquet's `LZ4_RAW`.
///
/// A block does not say how large its content is; the caller knows it from elsewhere.
/// The format is [LZ4_Block_format](https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md).
public enum LZ4Block {
    /// The most bytes that a block of so many bytes takes.
    ///
    /// - Throws: `limitExceeded` above LZ4's own limit of 2,113,929,216 bytes.
    public static func byteCountMax(encoding byteCount: Int) throws(CompressionError) -> Int {
        guard byteCount <= 0x7E00_0000 else { throw CompressionError(.limitExceeded, "LZ4") }
        return Int(LZ4_compressBound(Int32(byteCount)))
    }

    /// Encodes bytes as one block into a region.
    ///
    /// - Returns: How many bytes of the region the block takes.
    /// - Throws: `limitExceeded` where the region is too small; see ``byteCountMax(encoding:)``.
    public static func encode(
        _ bytes: RawSpan, into output: inout MutableRawSpan
    ) throws(CompressionError) -> Int {
        _ = try byteCountMax(encoding: bytes.byteCount)
        let written = unsafe bytes.withUnsafeBytes { input in
            unsafe output.withUnsafeMutableBytes { output in
                unsafe LZ4_compress_default(
                    input.bindMemory(to: CChar.self).baseAddress,
                    output.bindMemory(to: CChar.self).baseAddress,
                    Int32(input.count), Int32(clamping: output.count))
            }
        }
        guard written > 0 else { throw CompressionError(.limitExceeded, "LZ4") }
        return Int(written)
    }

    /// Encodes bytes as one block.
    ///
    /// - Throws: `limitExceeded` above LZ4's own limit of 2,113,929,216 bytes.
    public static func encode(_ bytes: RawSpan) throws(CompressionError) -> [UInt8] {
        let bound = try byteCountMax(encoding: bytes.byteCount)
        var output = [UInt8](repeating: 0, count: bound)
        var span = output.mutableSpan
        var region = unsafe span.mutableBytes
        let written = try encode(bytes, into: &region)
        output.removeLast(output.count - written)
        return output
    }

    /// Decodes one block into a region.
    ///
    /// - Returns: How many bytes of the region are used.
    /// - Throws: `corrupt` where the block is damaged, cut, or larger than the region: the format
    ///   does not tell these apart.
    public static func decode(
        _ block: RawSpan, into output: inout MutableRawSpan
    ) throws(CompressionError) -> Int {
        guard block.byteCount <= Int32.max else { throw CompressionError(.limitExceeded, "LZ4") }
        let written = unsafe block.withUnsafeBytes { input in
            unsafe output.withUnsafeMutableBytes { output in
                unsafe LZ4_decompress_safe(
                    input.bindMemory(to: CChar.self).baseAddress,
                    output.bindMemory(to: CChar.self).baseAddress,
                    Int32(input.count), Int32(clamping: output.count))
            }
        }
        guard written >= 0 else { throw CompressionError(.corrupt, "LZ4") }
        return Int(written)
    }

    /// Decodes one block.
    ///
    /// - Parameter limit: The most bytes to give; this much memory is set aside.
    /// - Throws: `corrupt` where the block is damaged, cut, or larger than the limit.
    public static func decode(_ block: RawSpan, limit: Int) throws(CompressionError) -> [UInt8] {
        // A block grows at most 255-fold, so a small one cannot claim a large limit.
        let capacity = min(limit, block.byteCount.multipliedClamping(by: 255))
        var output = [UInt8](repeating: 0, count: max(capacity, 1))
        var span = output.mutableSpan
        var region = unsafe span.mutableBytes
        let written = try decode(block, into: &region)
        guard written <= limit else { throw CompressionError(.limitExceeded, "LZ4") }
        output.removeLast(output.count - written)
        return output
    }

}

extension Int {
    /// The product, or the largest number where it would be larger.
    fileprivate func multipliedClamping(by other: Int) -> Int {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? .max : product
    }
}
