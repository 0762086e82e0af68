import DDBCompression

/// Compresses pages with one codec; keeps the codec's state from page to page.
struct PageCompressor: ~Copyable, Sendable {
    private let codec: Codec
    private var zstd: ZstdEncoder?

    init(codec: Codec, zstdLevel: Int) throws(ParquetError) {
        self.codec = codec
        guard codec == .zstd else {
            zstd = nil
            return
        }
        do throws(CompressionError) {
            zstd = try ZstdEncoder(level: zstdLevel)
        } catch {
            throw ParquetError(.limitExceeded, error.message, cause: error)
        }
    }

    /// Replaces what is in `output` with the compressed page.
    mutating func compress(
        _ page: borrowing ByteBuffer, into output: inout ByteBuffer
    ) throws(ParquetError) {
        output.removeAll()
        let bytes = page.bytes
        do throws(CompressionError) {
            switch codec {
            case .uncompressed: output.append(bytes)
            case .gzip: output.append(GzipEncoder.encode(bytes))
            case .lz4Raw:
                let bound = try LZ4Block.byteCountMax(encoding: bytes.byteCount)
                unsafe try output.write(atMost: bound) {
                    (target: UnsafeMutableRawPointer) throws(CompressionError) in
                    var region = unsafe MutableRawSpan(_unsafeStart: target, byteCount: bound)
                    return try LZ4Block.encode(bytes, into: &region)
                }
            case .zstd:
                let bound = ZstdEncoder.byteCountMax(encoding: bytes.byteCount)
                unsafe try output.write(atMost: bound) {
                    (target: UnsafeMutableRawPointer) throws(CompressionError) in
                    var region = unsafe MutableRawSpan(_unsafeStart: target, byteCount: bound)
                    return try zstd?.encode(bytes, into: &region) ?? 0
                }
            case .snappy, .lzo, .brotli, .lz4Hadoop:
                preconditionFailure("settings are checked before anything is written")
            }
        } catch {
            throw ParquetError(.limitExceeded, error.message, cause: error)
        }
    }
}
