private import CDDBSnappy

/// Decodes Snappy's block format, which many Parquet files use; nothing here writes it.
public enum SnappyDecoder {
    /// Reads how large the content of a block is, from its first bytes.
    ///
    /// - Throws: `corrupt` where the bytes do not begin with a length.
    public static func byteCount(of block: RawSpan) throws(CompressionError) -> Int {
        var length = 0
        let status = unsafe block.withUnsafeBytes { input in
            unsafe snappy_uncompressed_length(
                input.bindMemory(to: CChar.self).baseAddress, input.count, &length)
        }
        guard status == SNAPPY_OK, length >= 0 else { throw CompressionError(.corrupt, "Snappy") }
        return length
    }

    /// Decodes one block into a region.
    ///
    /// - Returns: How many bytes of the region are used.
    /// - Throws: `limitExceeded` where the region is too small, `corrupt`.
    public static func decode(
        _ block: RawSpan, into output: inout MutableRawSpan
    ) throws(CompressionError) -> Int {
        let length = try byteCount(of: block)
        guard length <= output.byteCount else {
            throw CompressionError(.limitExceeded, "Snappy")
        }
        var written = output.byteCount
        let status = unsafe block.withUnsafeBytes { input in
            unsafe output.withUnsafeMutableBytes { output in
                unsafe snappy_uncompress(
                    input.bindMemory(to: CChar.self).baseAddress, input.count,
                    output.bindMemory(to: CChar.self).baseAddress, &written)
            }
        }
        guard status == SNAPPY_OK else { throw CompressionError(.corrupt, "Snappy") }
        return written
    }

    /// Decodes one block.
    ///
    /// - Parameter limit: The most bytes to give.
    /// - Throws: `limitExceeded` where the block says that it is larger, `corrupt`.
    public static func decode(_ block: RawSpan, limit: Int) throws(CompressionError) -> [UInt8] {
        let length = try byteCount(of: block)
        guard length <= limit else { throw CompressionError(.limitExceeded, "Snappy") }
        // The format cannot grow its input more than 64-fold (a copy of 64 bytes takes 3).
        guard length <= block.byteCount * 64 else { throw CompressionError(.corrupt, "Snappy") }
        var output = [UInt8](repeating: 0, count: length)
        var span = output.mutableSpan
        var region = unsafe span.mutableBytes
        let written = try decode(block, into: &region)
        guard written == length else { throw CompressionError(.corrupt, "Snappy") }
        return output
    }
}
