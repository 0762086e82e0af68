/// Checks and cuts the levels of a column.
enum Levels {
    /// How many levels equal one.
    static func count(_ levels: [UInt8], _ range: Range<Int>, equal level: UInt8) -> Int {
        unsafe levels.withUnsafeBufferPointer { levels in
            var count = 0
            for index in range { unsafe count &+= levels[index] == level ? 1 : 0 }
            return count
        }
    }

    static func greatest(_ levels: [UInt8]) -> UInt8 {
        unsafe levels.withUnsafeBufferPointer { levels in
            var greatest: UInt8 = 0
            for index in levels.indices { unsafe greatest = max(greatest, levels[index]) }
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
