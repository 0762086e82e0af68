/// Why bytes are no set of rows.
enum RowSetFault: Error {
    case truncated, wrongMagic, oldMagic, malformed

    var message: String {
        switch self {
        case .truncated: "it ends too early"
        case .wrongMagic: "it does not begin with the number of its format"
        case .oldMagic: "it has a form that the protocol gave up (magic number 1681511376)"
        case .malformed: "it breaks the Roaring format"
        }
    }
}

extension RowSet {
    /// Reads the bytes of a set, as ``serialized()`` and other software write them.
    ///
    /// The memory that is taken is bounded by the bytes: at most about eight times as much.
    ///
    /// - Throws: ``DeltaError/Code/corrupt`` where the bytes are anything but one whole set.
    public init(serialized bytes: RawSpan) throws(DeltaError) {
        do throws(RowSetFault) {
            try self.init(parsing: bytes)
        } catch {
            throw DeltaError(
                .corrupt,
                "A deletion vector cannot be read: \(error.message); restore the file or the log.")
        }
    }

    private init(parsing bytes: RawSpan) throws(RowSetFault) {
        self.init()
        var input = LittleEndianReader(bytes)
        let magic: UInt32 = try input.next()
        guard magic != RoaringFormat.oldMagic, magic.byteSwapped != RoaringFormat.oldMagic else {
            throw .oldMagic
        }
        guard magic == RoaringFormat.magic else { throw .wrongMagic }
        let bucketCount: UInt64 = try input.next()
        // The smallest bucket has a number, a cookie, a count, and one block of one place.
        guard bucketCount <= UInt64(input.remaining / 14) else { throw .truncated }
        var lastBucket = -1
        for _ in 0..<Int(bucketCount) {
            let number: UInt32 = try input.next()
            guard number <= RoaringFormat.bucketNumberMax, Int(number) > lastBucket else {
                throw .malformed
            }
            lastBucket = Int(number)
            try append(bucket: lastBucket, &input)
        }
        guard input.remaining == 0 else { throw .malformed }
    }

    private mutating func append(
        bucket: Int, _ input: inout LittleEndianReader
    ) throws(RowSetFault) {
        let start = input.offset
        let cookie: UInt32 = try input.next()
        let hasRuns = cookie & 0xFFFF == RoaringFormat.cookieWithRuns
        let blockCount: Int
        if hasRuns {
            blockCount = Int(cookie >> 16) + 1
        } else {
            guard cookie == RoaringFormat.cookieWithoutRuns else { throw .malformed }
            let count: UInt32 = try input.next()
            guard (1...1 << 16).contains(count) else { throw .malformed }
            blockCount = Int(count)
        }
        var isRun = [Bool](repeating: false, count: blockCount)
        if hasRuns {
            for first in stride(from: 0, to: blockCount, by: 8) {
                let flags: UInt8 = try input.next()
                for index in first..<min(first + 8, blockCount) {
                    isRun[index] = flags >> UInt8(index - first) & 1 == 1
                }
            }
        }
        guard blockCount <= input.remaining / 4 else { throw .truncated }
        var heads: [(number: Int, count: Int)] = []
        heads.reserveCapacity(blockCount)
        for _ in 0..<blockCount {
            let number: UInt16 = try input.next()
            let count: UInt16 = try input.next()
            guard Int(number) > heads.last?.number ?? -1 else { throw .malformed }
            heads.append((Int(number), Int(count) + 1))
        }
        var offsets: [UInt32] = []
        if !hasRuns || blockCount >= RoaringFormat.offsetBlockCountMin {
            for _ in 0..<blockCount { offsets.append(try input.next()) }
        }
        for (index, head) in heads.enumerated() {
            guard offsets.isEmpty || Int(offsets[index]) == input.offset - start else {
                throw .malformed
            }
            let block: RowBlock
            if isRun[index] {
                block = try .runs(&input, count: head.count)
            } else if head.count <= RowBlock.placesMax {
                block = try .places(&input, count: head.count)
            } else {
                block = try .bits(&input, count: head.count)
            }
            append(bucket << 16 | head.number, block)
        }
    }
}

extension RowBlock {
    fileprivate static func runs(
        _ input: inout LittleEndianReader, count: Int
    ) throws(RowSetFault) -> RowBlock {
        let runCount: UInt16 = try input.next()
        guard runCount > 0, Int(runCount) <= input.remaining / 4 else { throw .malformed }
        var runs: [RowRun] = []
        runs.reserveCapacity(Int(runCount))
        var total = 0
        for _ in 0..<runCount {
            let first: UInt16 = try input.next()
            let more: UInt16 = try input.next()
            let (last, overflow) = first.addingReportingOverflow(more)
            guard !overflow else { throw .malformed }
            if let before = runs.last {
                guard first > before.last else { throw .malformed }
                if first == before.last + 1 {
                    // Two runs that touch are one.
                    runs[runs.count - 1].last = last
                    total += Int(more) + 1
                    continue
                }
            }
            runs.append(RowRun(first: first, last: last))
            total += Int(more) + 1
        }
        guard total == count else { throw .malformed }
        return .runs(runs, count: count)
    }

    fileprivate static func places(
        _ input: inout LittleEndianReader, count: Int
    ) throws(RowSetFault) -> RowBlock {
        guard count <= input.remaining / 2 else { throw .truncated }
        var places: [UInt16] = []
        places.reserveCapacity(count)
        var last = -1
        for _ in 0..<count {
            let place: UInt16 = try input.next()
            guard Int(place) > last else { throw .malformed }
            last = Int(place)
            places.append(place)
        }
        return .places(places)
    }

    fileprivate static func bits(
        _ input: inout LittleEndianReader, count: Int
    ) throws(RowSetFault) -> RowBlock {
        guard wordCount <= input.remaining / 8 else { throw .truncated }
        var words: [UInt64] = []
        words.reserveCapacity(wordCount)
        var total = 0
        for _ in 0..<wordCount {
            let word: UInt64 = try input.next()
            total += word.nonzeroBitCount
            words.append(word)
        }
        guard total == count else { throw .malformed }
        return .bits(words, count: count)
    }
}

/// Takes integers one after the other out of bytes.
struct LittleEndianReader: ~Escapable {
    private let bytes: RawSpan
    private(set) var offset = 0

    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) {
        self.bytes = bytes
    }

    var remaining: Int { bytes.byteCount - offset }

    mutating func next<Value: FixedWidthInteger & BitwiseCopyable>() throws(RowSetFault) -> Value {
        guard MemoryLayout<Value>.size <= remaining else { throw .truncated }
        let value = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: Value.self)
        offset += MemoryLayout<Value>.size
        return Value(littleEndian: value)
    }
}
