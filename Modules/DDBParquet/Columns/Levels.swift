/// Checks and cuts the levels of a column.
package enum Levels {
    /// How many levels equal one.
    ///
    /// Eight levels a step: a counting loop over bytes is not made wide by the compiler.
    package static func count(_ levels: [UInt8], _ range: Range<Int>, equal level: UInt8) -> Int {
        precondition(range.lowerBound >= 0 && range.upperBound <= levels.count)
        return unsafe levels.withUnsafeBytes { bytes in
            let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
            let pattern = UInt64(level) &* 0x0101_0101_0101_0101
            var count = 0
            var index = range.lowerBound
            while index &+ 8 <= range.upperBound {
                let word = unsafe bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                let difference = word ^ pattern
                // The high bit of each byte that is zero, and of no other.
                let zeros = ~(((difference & low) &+ low) | difference | low)
                count &+= zeros.nonzeroBitCount
                index &+= 8
            }
            while index < range.upperBound {
                count &+= unsafe bytes[index] == level ? 1 : 0
                index &+= 1
            }
            return count
        }
    }

    static func greatest(_ levels: [UInt8], from start: Int = 0) -> UInt8 {
        unsafe levels.withUnsafeBufferPointer { levels in
            var greatest: UInt8 = 0
            for index in start..<max(start, levels.count) {
                unsafe greatest = max(greatest, levels[index])
            }
            return greatest
        }
    }

    /// Appends the block of levels of a page of version 1: its size in four bytes, then the runs.
    static func appendBlock(
        _ levels: [UInt8], _ range: Range<Int>, greatest: UInt8, to output: inout ByteBuffer
    ) {
        appendSized(to: &output) { output in
            let width = RLEBitPackedEncoding.bitWidth(holding: Int(greatest))
            unsafe levels.withUnsafeBufferPointer { levels in
                unsafe RLEBitPackedEncoding.append(
                    UnsafeBufferPointer(rebasing: levels[range]), bitWidth: width, to: &output)
            }
        }
    }

    /// Appends the block of levels that are all the same: one run.
    static func appendBlock(
        repeating level: UInt8, count: Int, to output: inout ByteBuffer
    ) {
        appendSized(to: &output) { output in
            let width = RLEBitPackedEncoding.bitWidth(holding: Int(level))
            RLEBitPackedEncoding.appendRun(UInt64(level), count, width, to: &output)
        }
    }

    private static func appendSized(
        to output: inout ByteBuffer, _ body: (inout ByteBuffer) -> Void
    ) {
        let start = output.count
        output.append(UInt32(0))
        body(&output)
        output.replace(at: start, with: UInt32(output.count - start - 4))
    }
}
