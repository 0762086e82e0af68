private import CDDBInflate

/// Decodes gzip streams of one or more members, in pieces of any size; owns one ISA-L state.
///
/// Feed it input as it comes; what it decodes goes straight into the caller's region. The checksum
/// and the size of every member are checked. Regions of a megabyte or more are fastest.
/// The format is [RFC 1952](https://www.rfc-editor.org/rfc/rfc1952).
///
/// ```swift
/// var decoder = try GzipDecoder(limit: 1 << 30)
/// var consumed = 0
/// let written = try decoder.decode(input.bytes, consumed: &consumed, into: &region)
/// try decoder.finish()    // once all input is consumed
/// ```
@safe public struct GzipDecoder: ~Copyable, Sendable {
    // Sendable because the state has one owner, and whoever holds that owner has it alone.
    private nonisolated(unsafe) let state: UnsafeMutablePointer<inflate_state>
    private let limit: Int
    /// How many bytes all members gave so far.
    public private(set) var byteCount = 0
    /// How many whole members were decoded so far.
    public private(set) var memberCount = 0
    private var isInsideMember = false

    /// Creates a decoder.
    ///
    /// - Parameter limit: The most bytes that all members together may give.
    /// - Throws: Nothing today; `resources` is reserved.
    public init(limit: Int) throws(CompressionError) {
        unsafe state = .allocate(capacity: 1)
        self.limit = limit
        unsafe isal_inflate_init(state)
        unsafe state.pointee.crc_flag = UInt32(ISAL_GZIP)
    }

    deinit { unsafe state.deallocate() }

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
    /// - Throws: `corrupt` for damaged data, a wrong checksum or size; `limitExceeded`.
    public mutating func decode(
        _ input: RawSpan, consumed: inout Int, into output: inout MutableRawSpan
    ) throws(CompressionError) -> Int {
        var written = 0
        try fill(input, &consumed, &output, &written)
        return written
    }

    /// Says that there is no more input.
    ///
    /// - Throws: `truncated` where a member has begun and not ended, or where there was none.
    public func finish() throws(CompressionError) {
        guard !isInsideMember, memberCount > 0 else { throw CompressionError(.truncated, "gzip") }
    }

    /// Steps until the region is full or the decoder can do no more.
    private mutating func fill(
        _ input: RawSpan, _ consumed: inout Int, _ output: inout MutableRawSpan,
        _ written: inout Int
    ) throws(CompressionError) {
        var isIdle = false
        while written < output.byteCount, !isIdle {
            let inputBefore = consumed
            let outputBefore = written
            try step(input, &consumed, &output, &written)
            guard byteCount <= limit else { throw CompressionError(.limitExceeded, "gzip") }
            isIdle = consumed == inputBefore && written == outputBefore
        }
    }

    private mutating func step(
        _ input: RawSpan, _ consumed: inout Int, _ output: inout MutableRawSpan,
        _ written: inout Int
    ) throws(CompressionError) {
        if !isInsideMember {
            guard consumed < input.byteCount else { return }
            unsafe isal_inflate_reset(state)
            unsafe state.pointee.crc_flag = UInt32(ISAL_GZIP)
            isInsideMember = true
        }
        let state = unsafe self.state
        let inputCount = min(input.byteCount - consumed, Int(UInt32.max >> 1))
        let outputCount = min(output.byteCount - written, Int(UInt32.max >> 1))
        let start = consumed
        let outputStart = written
        let status = unsafe input.withUnsafeBytes { bytes in
            unsafe output.withUnsafeMutableBytes { region in
                let next = unsafe bytes.baseAddress.map { unsafe $0 + start }
                let target = unsafe region.baseAddress.map { unsafe $0 + outputStart }
                unsafe state.pointee.next_in = UnsafeMutablePointer(
                    mutating: next?.assumingMemoryBound(to: UInt8.self))
                unsafe state.pointee.avail_in = UInt32(inputCount)
                unsafe state.pointee.next_out = target?.assumingMemoryBound(to: UInt8.self)
                unsafe state.pointee.avail_out = UInt32(outputCount)
                return unsafe isal_inflate(state)
            }
        }
        consumed += inputCount - Int(unsafe state.pointee.avail_in)
        let produced = outputCount - Int(unsafe state.pointee.avail_out)
        written += produced
        byteCount += produced
        guard status >= ISAL_DECOMP_OK, status <= ISAL_OUT_OVERFLOW else {
            throw CompressionError(.corrupt, "gzip")
        }
        if unsafe state.pointee.block_state == ISAL_BLOCK_FINISH {
            isInsideMember = false
            memberCount += 1
        }
    }

    /// Decodes a whole stream that is in memory.
    ///
    /// - Parameter limit: The most bytes to give.
    /// - Throws: `limitExceeded`, `truncated`, `corrupt`.
    public static func decode(_ stream: RawSpan, limit: Int) throws(CompressionError) -> [UInt8] {
        var decoder = try GzipDecoder(limit: limit)
        var output: [UInt8] = []
        var consumed = 0
        var used = 0
        while true {
            if used == output.count {
                let growth = max(output.count, min(stream.byteCount * 4, 1 << 20), 4096)
                output.append(contentsOf: repeatElement(0, count: growth))
            }
            var span = output.mutableSpan
            var region = unsafe span.mutableBytes
            try decoder.fill(stream, &consumed, &region, &used)
            if used < region.byteCount { break }
        }
        try decoder.finish()
        output.removeLast(output.count - used)
        return output
    }
}
