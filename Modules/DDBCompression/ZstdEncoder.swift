private import CDDBZstd

/// Encodes zstd frames; owns one `ZSTD_CCtx`, which it uses again for every frame.
///
/// The format is [RFC 8878](https://www.rfc-editor.org/rfc/rfc8878).
@safe public struct ZstdEncoder: ~Copyable, Sendable {
    // Sendable because the context has one owner, and whoever holds that owner has it alone.
    private nonisolated(unsafe) let context: OpaquePointer

    /// Creates an encoder.
    ///
    /// - Parameter level: From -100 (fastest) to 22 (smallest); others are clamped.
    /// - Throws: `resources` where there is no memory.
    public init(level: Int = 1) throws(CompressionError) {
        guard let context = unsafe ZSTD_createCCtx() else {
            throw CompressionError(.resources, "zstd")
        }
        unsafe self.context = unsafe context
        let clamped = Int32(min(max(level, -100), 22))
        _ = unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, clamped)
        // Four bytes a frame, which every decoder checks: other readers of our files look at no
        // other checksum.
        _ = unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
    }

    deinit { _ = unsafe ZSTD_freeCCtx(context) }

    /// The most bytes that a frame of so many bytes takes.
    public static func byteCountMax(encoding byteCount: Int) -> Int {
        ZSTD_compressBound(byteCount)
    }

    /// Encodes bytes as one frame into a region.
    ///
    /// - Returns: How many bytes of the region the frame takes.
    /// - Throws: `limitExceeded` where the region is too small; see ``byteCountMax(encoding:)``.
    public mutating func encode(
        _ bytes: RawSpan, into output: inout MutableRawSpan
    ) throws(CompressionError) -> Int {
        let context = unsafe self.context
        let written = unsafe bytes.withUnsafeBytes { input in
            unsafe output.withUnsafeMutableBytes { output in
                unsafe ZSTD_compress2(
                    context, output.baseAddress, output.count, input.baseAddress, input.count)
            }
        }
        guard ZSTD_isError(written) == 0 else { throw CompressionError(.limitExceeded, "zstd") }
        return written
    }

    /// Encodes bytes as one frame.
    ///
    /// - Throws: `resources` where the library has no memory.
    public mutating func encode(_ bytes: RawSpan) throws(CompressionError) -> [UInt8] {
        var output = [UInt8](repeating: 0, count: Self.byteCountMax(encoding: bytes.byteCount))
        var span = output.mutableSpan
        var region = unsafe span.mutableBytes
        let written = try encode(bytes, into: &region)
        output.removeLast(output.count - written)
        return output
    }
}
