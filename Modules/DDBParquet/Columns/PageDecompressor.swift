import DDBCompression

/// Decompresses pages of one codec; keeps the codec's state from page to page.
struct PageDecompressor: ~Copyable {
    private let codec: Codec
    private var zstd: ZstdDecoder?

    init(codec: Codec) throws(CompressionError) {
        self.codec = codec
        zstd = codec == .zstd ? try ZstdDecoder() : nil
    }

    /// How many times its input the output of a codec can be at most.
    ///
    /// A page that claims more is refused before memory is set aside for it.
    private var ratioMax: Int {
        switch codec {
        case .uncompressed: 1
        case .snappy: 64
        case .lz4Hadoop, .lz4Raw: 256
        case .gzip: 1040
        case .zstd, .lzo, .brotli: 50_000
        }
    }

    /// Decompresses a page whose size is known.
    mutating func decompress(
        _ page: RawSpan, byteCount: Int
    ) throws(CompressionError) -> [UInt8] {
        guard byteCount / ratioMax <= page.byteCount + 64 else {
            return try decompressUnchecked(page, byteCount: page.byteCount)
        }
        return try decompressUnchecked(page, byteCount: byteCount)
    }

    private mutating func decompressUnchecked(
        _ page: RawSpan, byteCount: Int
    ) throws(CompressionError) -> [UInt8] {
        switch codec {
        case .snappy: return try SnappyDecoder.decode(page, limit: byteCount)
        case .gzip: return try GzipDecoder.decode(page, limit: byteCount)
        case .lz4Raw: return try LZ4Block.decode(page, limit: byteCount)
        case .lz4Hadoop:
            if let framed = Self.hadoopBlocks(page, byteCount) { return framed }
            return try LZ4Block.decode(page, limit: byteCount)
        case .zstd:
            return try decompressZstd(page, byteCount: byteCount)
        case .uncompressed, .lzo, .brotli:
            return unsafe page.withUnsafeBytes { unsafe [UInt8]($0) }
        }
    }

    /// Decodes into memory that nobody has set to zero before.
    private mutating func decompressZstd(
        _ page: RawSpan, byteCount: Int
    ) throws(CompressionError) -> [UInt8] {
        var failure: CompressionError?
        let output = unsafe [UInt8](unsafeUninitializedCapacity: byteCount) { target, filled in
            guard let base = target.baseAddress else { return }
            var region = unsafe MutableRawSpan(
                _unsafeStart: UnsafeMutableRawPointer(base), byteCount: byteCount)
            do throws(CompressionError) {
                filled = try zstd?.decode(page, into: &region) ?? 0
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return output
    }

    /// Reads Hadoop's framing: the sizes of content and block, big-endian, before each block.
    ///
    /// Old writers left it out, so that what does not fit is taken as a bare block.
    private static func hadoopBlocks(_ page: RawSpan, _ byteCount: Int) -> [UInt8]? {
        var output: [UInt8] = []
        var offset = 0
        while offset < page.byteCount {
            guard page.byteCount - offset >= 8 else { return nil }
            let content = Int(word(page, offset))
            let block = Int(word(page, offset + 4))
            offset += 8
            guard block <= page.byteCount - offset, content <= byteCount - output.count else {
                return nil
            }
            let bytes = page.extracting(offset..<offset + block)
            guard let decoded = try? LZ4Block.decode(bytes, limit: content),
                decoded.count == content
            else { return nil }
            output += decoded
            offset += block
        }
        return output
    }

    private static func word(_ page: RawSpan, _ offset: Int) -> UInt32 {
        UInt32(
            bigEndian: unsafe page.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
}
