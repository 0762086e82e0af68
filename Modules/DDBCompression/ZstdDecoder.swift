private import CDDBZstd

/// Decodes zstd frames; owns one `ZSTD_DCtx`, which it uses again for every input.
@safe public struct ZstdDecoder: ~Copyable, Sendable {
    // Sendable because the context has one owner, and whoever holds that owner has it alone.
    private nonisolated(unsafe) let context: OpaquePointer

    /// Creates a decoder.
    ///
    /// - Throws: `resources` where there is no memory.
    public init() throws(CompressionError) {
        guard let context = unsafe ZSTD_createDCtx() else {
            throw CompressionError(.resources, "zstd")
        }
        unsafe self.context = unsafe context
    }

    deinit { _ = unsafe ZSTD_freeDCtx(context) }

    /// Decodes all frames of the input into a region.
    ///
    /// - Returns: How many bytes of the region are used.
    /// - Throws: `limitExceeded` where the region is too small, `truncated`, `corrupt`.
    public mutating func decode(
        _ frames: RawSpan, into output: inout MutableRawSpan
    ) throws(CompressionError) -> Int {
        let context = unsafe self.context
        let written = unsafe frames.withUnsafeBytes { input in
            unsafe output.withUnsafeMutableBytes { output in
                unsafe ZSTD_decompressDCtx(
                    context, output.baseAddress, output.count, input.baseAddress, input.count)
            }
        }
        guard ZSTD_isError(written) == 0 else { throw CompressionError(zstdResult: written) }
        return written
    }

    /// Decodes all frames of the input.
    ///
    /// The memory grows with what is decoded, never with what a frame claims.
    ///
    /// - Parameter limit: The most bytes to give.
    /// - Throws: `limitExceeded`, `truncated`, `corrupt`.
    public mutating func decode(
        _ frames: RawSpan, limit: Int
    ) throws(CompressionError) -> [UInt8] {
        let context = unsafe self.context
        var output: [UInt8] = []
        let chunk = ZSTD_DStreamOutSize()
        let status: Result<Void, CompressionError> = unsafe frames.withUnsafeBytes { input in
            unsafe ZSTD_DCtx_reset(context, ZSTD_reset_session_only)
            var source = unsafe ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
            var buffer = [UInt8](repeating: 0, count: chunk)
            var isInsideFrame = false
            while unsafe source.pos < source.size || isInsideFrame {
                let before = unsafe source.pos
                var produced = 0
                let rest = unsafe buffer.withUnsafeMutableBytes { bytes in
                    var target = unsafe ZSTD_outBuffer(
                        dst: bytes.baseAddress, size: bytes.count, pos: 0)
                    let rest = unsafe ZSTD_decompressStream(context, &target, &source)
                    produced = unsafe target.pos
                    return rest
                }
                guard ZSTD_isError(rest) == 0 else {
                    return .failure(CompressionError(zstdResult: rest))
                }
                guard output.count + produced <= limit else {
                    return .failure(CompressionError(.limitExceeded, "zstd"))
                }
                output.append(contentsOf: buffer[..<produced])
                isInsideFrame = rest != 0
                let isStuck = unsafe source.pos == before && produced == 0
                if isInsideFrame, isStuck {
                    return .failure(CompressionError(.truncated, "zstd"))
                }
            }
            return .success(())
        }
        try status.get()
        return output
    }
}

extension CompressionError {
    /// Translates what a zstd decoding function returned.
    fileprivate init(zstdResult: Int) {
        let code = ZSTD_getErrorCode(zstdResult)
        self =
            switch code {
            case ZSTD_error_dstSize_tooSmall: CompressionError(.limitExceeded, "zstd")
            case ZSTD_error_srcSize_wrong: CompressionError(.truncated, "zstd")
            case ZSTD_error_memory_allocation: CompressionError(.resources, "zstd")
            case _: CompressionError(.corrupt, "zstd")
            }
    }
}
