/// The values of a leaf while pages are decoded: one of the arrays is used.
struct ValueSink {
    let type: PhysicalType
    private(set) var booleans: [Bool] = []
    private(set) var int32s: [Int32] = []
    private(set) var int64s: [Int64] = []
    private(set) var floats: [Float] = []
    private(set) var doubles: [Double] = []
    private(set) var fixed: [UInt8] = []
    private(set) var byteArrays = ByteArraySink()

    init(_ type: PhysicalType) { self.type = type }

    /// Takes over values, or gives nil where they have another type.
    init?(_ type: PhysicalType, _ values: LeafValues) {
        self.type = type
        switch (type, values) {
        case (.boolean, .boolean(let values)): booleans = values
        case (.int32, .int32(let values)): int32s = values
        case (.int64, .int64(let values)): int64s = values
        case (.float, .float(let values)): floats = values
        case (.double, .double(let values)): doubles = values
        case (.int96, .int96(let column)) where column.byteCount == 12: fixed = column.bytes
        case (.fixed(let width), .fixed(let column)) where column.byteCount == width:
            fixed = column.bytes
        case (.byteArray, .byteArray(let column)):
            byteArrays.bytes = column.bytes
            byteArrays.offsets = column.offsets
        case (.boolean, _), (.int32, _), (.int64, _), (.float, _), (.double, _), (.int96, _),
            (.fixed, _), (.byteArray, _):
            return nil
        }
    }

    /// How many bytes a value takes in memory, byte arrays without their content.
    var valueBytes: Int {
        switch type {
        case .boolean: 1
        case .int32, .float, .byteArray: 4
        case .int64, .double: 8
        case .int96: 12
        case .fixed(let byteCount): byteCount
        }
    }

    var count: Int {
        switch type {
        case .boolean: booleans.count
        case .int32: int32s.count
        case .int64: int64s.count
        case .float: floats.count
        case .double: doubles.count
        case .int96: fixed.count / 12
        case .fixed(let byteCount): fixed.count / byteCount
        case .byteArray: byteArrays.offsets.count - 1
        }
    }

    /// How many bytes the values take.
    var byteCount: Int { count * valueBytes + byteArrays.bytes.count }

    mutating func reserve(count: Int, byteCount: Int) {
        switch type {
        case .boolean: booleans.reserveCapacity(count)
        case .int32: int32s.reserveCapacity(count)
        case .int64: int64s.reserveCapacity(count)
        case .float: floats.reserveCapacity(count)
        case .double: doubles.reserveCapacity(count)
        case .int96, .fixed: fixed.reserveCapacity(count * valueBytes)
        case .byteArray:
            byteArrays.offsets.reserveCapacity(count + 1)
            byteArrays.bytes.reserveCapacity(byteCount)
        }
    }

    /// The values, which stay usable without a copy.
    var values: LeafValues {
        switch type {
        case .boolean: .boolean(booleans)
        case .int32: .int32(int32s)
        case .int64: .int64(int64s)
        case .float: .float(floats)
        case .double: .double(doubles)
        case .int96: .int96(FixedColumn(checkedBytes: fixed, byteCount: 12))
        case .fixed(let byteCount):
            .fixed(FixedColumn(checkedBytes: fixed, byteCount: byteCount))
        case .byteArray:
            .byteArray(
                ByteArrayColumn(checkedBytes: byteArrays.bytes, offsets: byteArrays.offsets))
        }
    }

    /// Decodes `count` values of a page that is not in dictionary form.
    mutating func append(
        _ page: RawSpan, at offset: inout Int, count: Int, encoding: Encoding, byteCountMax: Int
    ) throws(DecodeFault) {
        switch encoding {
        case .plain: try appendPlain(page, at: &offset, count: count)
        case .rle:
            guard type == .boolean else { throw .malformed }
            try appendBooleanRuns(page, at: &offset, count: count)
        case .deltaBinaryPacked:
            switch type {
            case .int32:
                try DeltaBinaryPackedEncoding.decode(page, at: &offset, count: count, to: &int32s)
            case .int64:
                try DeltaBinaryPackedEncoding.decode(page, at: &offset, count: count, to: &int64s)
            case .boolean, .int96, .float, .double, .byteArray, .fixed: throw .malformed
            }
        case .deltaLengthByteArray:
            guard type == .byteArray else { throw .malformed }
            try DeltaLengthByteArrayEncoding.decode(
                page, at: &offset, count: count, to: &byteArrays)
        case .deltaByteArray:
            try appendDeltaByteArrays(page, at: &offset, count, byteCountMax)
        case .byteStreamSplit:
            guard type != .boolean, type != .byteArray, type != .int96 else { throw .malformed }
            let plain = try ByteStreamSplitEncoding.decode(
                page, at: &offset, count: count, byteCount: valueBytes)
            var start = 0
            try unsafe appendPlain(plain.span.bytes, at: &start, count: count)
        case .plainDictionary, .rleDictionary, .bitPacked: throw .malformed
        }
    }

    mutating func appendPlain(
        _ page: RawSpan, at offset: inout Int, count: Int
    ) throws(DecodeFault) {
        switch type {
        case .boolean: try PlainEncoding.decode(page, at: &offset, count: count, to: &booleans)
        case .int32:
            try PlainEncoding.decode(page, at: &offset, count: count, to: &int32s)
        case .int64:
            try PlainEncoding.decode(page, at: &offset, count: count, to: &int64s)
        case .float:
            try PlainEncoding.decode(page, at: &offset, count: count, to: &floats)
        case .double:
            try PlainEncoding.decode(page, at: &offset, count: count, to: &doubles)
        case .int96, .fixed:
            let (total, overflow) = count.multipliedReportingOverflow(by: valueBytes)
            guard !overflow else { throw .truncated }
            try PlainEncoding.decode(page, at: &offset, count: total, to: &fixed)
        case .byteArray: try PlainEncoding.decode(page, at: &offset, count: count, to: &byteArrays)
        }
    }

    private mutating func appendBooleanRuns(
        _ page: RawSpan, at offset: inout Int, count: Int
    ) throws(DecodeFault) {
        guard page.byteCount - offset >= 4 else {
            if count == 0 { return }
            throw .truncated
        }
        let size = Int(unsafe page.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
        offset += 4
        guard size <= page.byteCount - offset else { throw .truncated }
        var bits: [UInt8] = []
        try RLEBitPackedEncoding.decode(
            page, at: &offset, end: offset + size, bitWidth: 1, count: count, to: &bits)
        booleans.append(contentsOf: bits.lazy.map { $0 & 1 == 1 })
    }

    private mutating func appendDeltaByteArrays(
        _ page: RawSpan, at offset: inout Int, _ count: Int, _ byteCountMax: Int
    ) throws(DecodeFault) {
        switch type {
        case .byteArray:
            try DeltaByteArrayEncoding.decode(
                page, at: &offset, count: count, byteCountMax: byteCountMax, to: &byteArrays)
        case .fixed(let width):
            var sink = ByteArraySink()
            try DeltaByteArrayEncoding.decode(
                page, at: &offset, count: count, byteCountMax: byteCountMax, to: &sink)
            for index in 0..<count
            where Int(sink.offsets[index + 1] - sink.offsets[index]) != width {
                throw .malformed
            }
            fixed.append(contentsOf: sink.bytes)
        case .boolean, .int32, .int64, .int96, .float, .double: throw .malformed
        }
    }

    /// Appends entries of a dictionary.
    mutating func append(
        _ dictionary: ValueSink, _ indices: [UInt32], byteCountMax: Int
    ) throws(DecodeFault) {
        var greatest: UInt32 = 0
        for index in indices { greatest = max(greatest, index) }
        guard indices.isEmpty || Int(greatest) < dictionary.count else { throw .malformed }
        switch type {
        case .boolean: booleans.append(contentsOf: indices.map { dictionary.booleans[Int($0)] })
        case .int32: try Self.gather(dictionary.int32s, indices, to: &int32s)
        case .int64: try Self.gather(dictionary.int64s, indices, to: &int64s)
        case .float: try Self.gather(dictionary.floats, indices, to: &floats)
        case .double: try Self.gather(dictionary.doubles, indices, to: &doubles)
        case .int96, .fixed:
            let width = valueBytes
            for index in indices {
                let start = Int(index) * width
                fixed.append(contentsOf: dictionary.fixed[start..<start + width])
            }
        case .byteArray:
            try byteArrays.append(dictionary.byteArrays, indices, byteCountMax: byteCountMax)
        }
    }

    @inline(__always)
    private static func gather<Number: BitwiseCopyable>(
        _ entries: [Number], _ indices: [UInt32], to numbers: inout [Number]
    ) throws(DecodeFault) {
        unsafe try extend(&numbers, by: indices.count) { target in
            unsafe entries.withUnsafeBufferPointer { entries in
                unsafe indices.withUnsafeBufferPointer { indices in
                    for place in indices.indices {
                        unsafe target[place] = entries[Int(indices[place])]
                    }
                }
            }
        }
    }

    /// Appends a range of the values of another sink of the same type.
    mutating func append(_ other: ValueSink, _ range: Range<Int>) {
        switch type {
        case .boolean: booleans.append(contentsOf: other.booleans[range])
        case .int32: int32s.append(contentsOf: other.int32s[range])
        case .int64: int64s.append(contentsOf: other.int64s[range])
        case .float: floats.append(contentsOf: other.floats[range])
        case .double: doubles.append(contentsOf: other.doubles[range])
        case .int96, .fixed:
            let bytes = range.lowerBound * valueBytes..<range.upperBound * valueBytes
            fixed.append(contentsOf: other.fixed[bytes])
        case .byteArray:
            let source = other.byteArrays
            let start = source.offsets[range.lowerBound]
            let end = source.offsets[range.upperBound]
            let base = UInt32(byteArrays.bytes.count)
            byteArrays.bytes.append(contentsOf: source.bytes[Int(start)..<Int(end)])
            for index in range {
                byteArrays.offsets.append(source.offsets[index + 1] - start + base)
            }
        }
    }
}
