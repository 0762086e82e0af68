private import CDDBZstd

/// Decodes zstd frames, one or more, in pieces of any size; owns one `ZSTD_DCtx`.
///
/// Feed it input as it comes, as ``GzipDecoder``; the memory is that of a frame's window, at most
/// 128 MiB. The format is [RFC 8878](https://www.rfc-editor.org/rfc/rfc8878).
@safe public struct ZstdStreamDecoder: ~Copyable, Sendable {
    // Sendable because the context has one owner, and whoever holds that owner has it alone.
    private nonisolated(unsafe) let context: OpaquePointer
    private let limit: Int
    private var isInsideFrame = false
    /// How many bytes all frames gave so far.
    public private(set) var byteCount = 0
    /// Whether a whole frame has been decoded.
    private var hasFrame = false

    /// Creates a decoder.
    ///
    /// - Parameter limit: The most bytes that all frames together may give.
    /// - Throws: `resources` where there is no memory.
    public init(limit: Int) throws(CompressionError) {
        guard let context = unsafe ZSTD_createDCtx() else {
            throw CompressionError(.resources, "zstd")
        }
        unsafe self.context = unsafe context
        self.limit = limit
    }

    deinit { _ = unsafe ZSTD_freeDCtx(context) }

    /// Decodes as much as the input and the region allow.
    ///
    /// Call it again with the same input while `consumed` is less than its size, or while it filled
    /// the region: decoded bytes may be waiting inside.
    ///
    /// - Parameters:
    ///   - input: A piece of the stream.
    ///   - consumed: How much of `input` is used up; moved forward.
    ///   - output: Where the bytes go, from its start.
    /// - Returns: How many bytes of `output` are used.
    /// - Throws: `corrupt`, `limitExceeded`.
    public mutating func decode(
        _ input: RawSpan, consumed: inout Int, into output: inout MutableRawSpan
    ) throws(CompressionError) -> Int {
        var written = 0
        while written < output.byteCount {
            let (used, produced, rest) = step(input, consumed, &output, written)
            guard ZSTD_isError(rest) == 0 else { throw CompressionError(.corrupt, "zstd") }
            consumed += used
            written += produced
            byteCount += produced
            guard byteCount <= limit else { throw CompressionError(.limitExceeded, "zstd") }
            if used > 0 || produced > 0 {
                isInsideFrame = rest != 0
                if rest == 0 { hasFrame = true }
            }
            if used == 0, produced == 0 { break }
        }
        return written
    }

    private func step(
        _ input: RawSpan, _ consumed: Int, _ output: inout MutableRawSpan, _ written: Int
    ) -> (used: Int, produced: Int, rest: Int) {
        let context = unsafe self.context
        return unsafe input.withUnsafeBytes { bytes in
            unsafe output.withUnsafeMutableBytes { region in
                var source = unsafe ZSTD_inBuffer(
                    src: bytes.baseAddress, size: bytes.count, pos: consumed)
                var target = unsafe ZSTD_outBuffer(
                    dst: region.baseAddress, size: region.count, pos: written)
                let rest = unsafe ZSTD_decompressStream(context, &target, &source)
                return unsafe (source.pos - consumed, target.pos - written, rest)
            }
        }
    }

    /// Says that there is no more input.
    ///
    /// - Throws: `truncated` where a frame has begun and not ended, or where there was none.
    public func finish() throws(CompressionError) {
        guard !isInsideFrame, hasFrame else { throw CompressionError(.truncated, "zstd") }
    }
}
