// The format (little-endian), from the outside in:
//
//     vector   = u32 1681511377, u64 count, bucket{count}          Delta protocol, "Deletion Vector
//     Format" bucket   = u32 row / 2^32, bitmap                             buckets rise bitmap   =
//     u32 12346, u32 n, head, u32 offset{n}, block{n}    RoaringFormatSpec, without runs
//              | u16 12347, u16 n - 1, bit{n} is-run, head, offsets where n >= 4, block{n}
//     head     = (u16 number, u16 count - 1){n}                     numbers rise
//     block    = u16 count, (u16 first, u16 count - 1){count}       where the bit is-run is set
//              | u16 place{count}                                   where count <= 4096
//              | u64{1024}                                          a bit for every row
//
// An offset counts from the start of its bitmap.

/// The numbers of the format.
enum RoaringFormat {
    /// The first word of a vector.
    static let magic: UInt32 = 1_681_511_377
    /// The first word of the form that Delta gave up: big-endian, and not read.
    static let oldMagic: UInt32 = 1_681_511_376
    static let cookieWithoutRuns: UInt32 = 12_346
    static let cookieWithRuns: UInt32 = 12_347
    /// A bitmap with runs has offsets only from so many blocks on.
    static let offsetBlockCountMin = 4
    /// The greatest number of a bucket, the one that ``RowSet/rowMax`` is in.
    static let bucketNumberMax = UInt32(RowSet.rowMax >> 32)
}

extension RowSet {
    /// The bytes of the set as Delta's deletion vectors have them, each block in its smallest form.
    public func serialized() -> [UInt8] {
        let buckets = buckets()
        let byteCount = buckets.reduce(12) { $0 + 4 + $1.byteCount }
        return unsafe [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, filled in
            var output = unsafe LittleEndianWriter(UnsafeMutableRawBufferPointer(buffer))
            output.append(RoaringFormat.magic)
            output.append(UInt64(buckets.count))
            for bucket in buckets {
                output.append(UInt32(bucket.number))
                bucket.write(to: &output)
            }
            precondition(output.count == byteCount, "the size of a bitmap was told wrong")
            filled = byteCount
        }
    }

    private func buckets() -> [RoaringBucket] {
        var buckets: [RoaringBucket] = []
        for (number, block) in zip(numbers, blocks) {
            if buckets.last?.number != number >> 16 {
                buckets.append(RoaringBucket(number: number >> 16))
            }
            buckets[buckets.count - 1].append(UInt16(truncatingIfNeeded: number), block)
        }
        return buckets
    }
}

/// The blocks that share the upper half of their rows, and how each is written.
private struct RoaringBucket {
    let number: Int
    private var blocks: [(number: UInt16, block: RowBlock, runCount: Int?)] = []

    init(number: Int) {
        self.number = number
    }

    mutating func append(_ number: UInt16, _ block: RowBlock) {
        let runCount = block.runCount
        let isRun = 2 + 4 * runCount < block.plainByteCount
        blocks.append((number, block, isRun ? runCount : nil))
    }

    private var hasRuns: Bool { blocks.contains { $0.runCount != nil } }

    private var headByteCount: Int {
        let count = blocks.count
        guard hasRuns else { return 8 + 8 * count }
        let offsets = count >= RoaringFormat.offsetBlockCountMin ? 4 * count : 0
        return 4 + (count + 7) / 8 + 4 * count + offsets
    }

    var byteCount: Int { blocks.reduce(headByteCount) { $0 + Self.byteCount($1) } }

    private static func byteCount(_ entry: (number: UInt16, block: RowBlock, runCount: Int?)) -> Int
    {
        entry.runCount.map { 2 + 4 * $0 } ?? entry.block.plainByteCount
    }

    func write(to output: inout LittleEndianWriter) {
        if hasRuns {
            output.append(RoaringFormat.cookieWithRuns | UInt32(blocks.count - 1) << 16)
            for start in stride(from: 0, to: blocks.count, by: 8) {
                var flags: UInt8 = 0
                for index in start..<min(start + 8, blocks.count)
                where blocks[index].runCount != nil {
                    flags |= 1 << UInt8(index - start)
                }
                output.append(flags)
            }
        } else {
            output.append(RoaringFormat.cookieWithoutRuns)
            output.append(UInt32(blocks.count))
        }
        for entry in blocks {
            output.append(entry.number)
            output.append(UInt16(entry.block.count - 1))
        }
        if !hasRuns || blocks.count >= RoaringFormat.offsetBlockCountMin {
            var offset = headByteCount
            for entry in blocks {
                output.append(UInt32(offset))
                offset += Self.byteCount(entry)
            }
        }
        for entry in blocks { write(entry.block, entry.runCount, to: &output) }
    }

    private func write(_ block: RowBlock, _ runCount: Int?, to output: inout LittleEndianWriter) {
        if let runCount {
            output.append(UInt16(runCount))
            block.forEachRun { run in
                output.append(run.first)
                output.append(run.last - run.first)
            }
            return
        }
        switch block {
        case .places(let places):
            for place in places { output.append(place) }
        case .bits(let words, _):
            for word in words { output.append(word) }
        case .runs:
            if block.count <= RowBlock.placesMax {
                block.forEachRun { run in
                    for place in run.first...run.last { output.append(place) }
                }
            } else {
                for word in block.words { output.append(word) }
            }
        }
    }
}

extension RowBlock {
    /// The size of the block where its runs are not used.
    fileprivate var plainByteCount: Int {
        count <= Self.placesMax ? 2 * count : 8 * Self.wordCount
    }
}

/// Stores integers one after the other in memory that is large enough.
@safe struct LittleEndianWriter {
    // Lives inside the closure that lends the memory, and every store is checked against its size.
    private let buffer: UnsafeMutableRawBufferPointer
    private(set) var count = 0

    init(_ buffer: UnsafeMutableRawBufferPointer) {
        unsafe self.buffer = buffer
    }

    mutating func append<Value: FixedWidthInteger & BitwiseCopyable>(_ value: Value) {
        let byteCount = MemoryLayout<Value>.size
        unsafe precondition(count + byteCount <= buffer.count, "the memory is too small")
        unsafe buffer.storeBytes(of: value.littleEndian, toByteOffset: count, as: Value.self)
        count += byteCount
    }
}
