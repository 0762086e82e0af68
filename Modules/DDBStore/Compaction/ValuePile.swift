import DDBParquet

/// Values of one leaf from many slices, in one array: that of the leaf's type.
struct ValuePile {
    private enum Content {
        case boolean, int32, int64, float, double, fixed(Int), int96, bytes
    }

    private let content: Content
    private var booleans: [Bool] = []
    private var int32s: [Int32] = []
    private var int64s: [Int64] = []
    private var floats: [Float] = []
    private var doubles: [Double] = []
    /// The bytes of byte arrays, or of values of one size.
    private(set) var bytes: [UInt8] = []
    private(set) var offsets: [UInt32] = [0]

    init(_ type: PhysicalType) {
        content =
            switch type {
            case .boolean: .boolean
            case .int32: .int32
            case .int64: .int64
            case .float: .float
            case .double: .double
            case .int96: .int96
            case .fixed(let byteCount): .fixed(byteCount)
            case .byteArray: .bytes
            }
    }

    /// How many values there are.
    var count: Int {
        switch content {
        case .boolean: booleans.count
        case .int32: int32s.count
        case .int64: int64s.count
        case .float: floats.count
        case .double: doubles.count
        case .fixed(let width): bytes.count / width
        case .int96: bytes.count / 12
        case .bytes: offsets.count - 1
        }
    }

    /// How many bytes the values take.
    var byteCount: Int {
        booleans.count + (int32s.count + floats.count + offsets.count) * 4
            + (int64s.count + doubles.count) * 8 + bytes.count
    }

    /// Appends values of the same type.
    ///
    /// - Parameter ranges: Which values: rising ranges with or without gaps between them.
    /// - Throws: ``StoreError/Code/damaged`` where they have another type, or are fewer;
    ///   ``StoreError/Code/tooLarge`` for more than 4 GiB of texts.
    mutating func append(_ values: LeafValues, _ ranges: [Range<Int>]) throws(StoreError) {
        guard ranges.last?.upperBound ?? 0 <= values.count else { throw ItemAssembler.torn }
        switch (content, values) {
        case (.boolean, .boolean(let source)): Self.extend(&booleans, source, ranges)
        case (.int32, .int32(let source)): Self.extend(&int32s, source, ranges)
        case (.int64, .int64(let source)): Self.extend(&int64s, source, ranges)
        case (.float, .float(let source)): Self.extend(&floats, source, ranges)
        case (.double, .double(let source)): Self.extend(&doubles, source, ranges)
        case (.fixed(let width), .fixed(let source)) where source.byteCount == width:
            append(source, width, ranges)
        case (.int96, .int96(let source)): append(source, 12, ranges)
        case (.bytes, .byteArray(let source)): try append(source, ranges)
        case (.boolean, _), (.int32, _), (.int64, _), (.float, _), (.double, _), (.fixed, _),
            (.int96, _), (.bytes, _):
            throw LeafAlignment.mismatch
        }
    }

    /// Takes over values of the same type where there are none yet.
    mutating func take(_ values: LeafValues) {
        precondition(count == 0, "there are values already")
        switch values {
        case .boolean(let values): booleans = values
        case .int32(let values): int32s = values
        case .int64(let values): int64s = values
        case .float(let values): floats = values
        case .double(let values): doubles = values
        case .fixed(let column), .int96(let column): bytes = column.bytes
        case .byteArray(let column):
            bytes = column.bytes
            offsets = column.offsets
        }
    }

    /// Appends values, or takes their array as it is where it is the first and whole.
    @inline(__always)
    private static func extend<Value>(
        _ values: inout [Value], _ source: [Value], _ ranges: [Range<Int>]
    ) {
        if values.isEmpty, ranges == [source.indices] {
            values = source
        } else {
            for range in ranges { values.append(contentsOf: source[range]) }
        }
    }

    private mutating func append(
        _ source: FixedColumn, _ width: Int, _ ranges: [Range<Int>]
    ) {
        for range in ranges {
            bytes.append(
                contentsOf: source.bytes[range.lowerBound * width..<range.upperBound * width])
        }
    }

    private mutating func append(
        _ source: ByteArrayColumn, _ ranges: [Range<Int>]
    ) throws(StoreError) {
        if offsets.count == 1, ranges == [0..<source.count] {
            bytes = source.bytes
            offsets = source.offsets
            return
        }
        for range in ranges {
            let start = source.offsets[range.lowerBound]
            let end = source.offsets[range.upperBound]
            guard bytes.count + Int(end - start) <= Int(UInt32.max) else { throw Self.tooLarge }
            // What is added may wrap; the sum does not.
            let shift = UInt32(bytes.count) &- start
            bytes.append(contentsOf: source.bytes[Int(start)..<Int(end)])
            offsets.append(
                contentsOf: source.offsets[range.lowerBound + 1..<range.upperBound + 1].lazy.map {
                    $0 &+ shift
                })
        }
    }

    static let tooLarge = StoreError(
        .tooLarge,
        "A column has more than 4 GiB of text in the parts that are compacted together; compact "
            + "fewer at once.")

    /// The values at some places, in their order; each place is one of the pile's.
    ///
    /// - Throws: ``StoreError/Code/tooLarge`` for more than 4 GiB of texts.
    func gathered(_ places: ArraySlice<UInt32>) throws(StoreError) -> LeafValues {
        var failure: StoreError?
        let picked: LeafValues? = unsafe places.withUnsafeBufferPointer { places in
            do throws(StoreError) {
                return try unsafe gathered(places)
            } catch {
                failure = error
                return nil
            }
        }
        guard let picked else { throw failure ?? ItemAssembler.torn }
        return picked
    }

    /// The values at some places, in their order; each place is one of the pile's.
    ///
    /// - Throws: ``StoreError/Code/tooLarge`` for more than 4 GiB of texts.
    @unsafe
    func gathered(_ places: UnsafeBufferPointer<UInt32>) throws(StoreError) -> LeafValues {
        switch content {
        case .boolean: .boolean(unsafe Self.gather(booleans, places))
        case .int32: .int32(unsafe Self.gather(int32s, places))
        case .int64: .int64(unsafe Self.gather(int64s, places))
        case .float: .float(unsafe Self.gather(floats, places))
        case .double: .double(unsafe Self.gather(doubles, places))
        case .fixed(let width): .fixed(try unsafe gatherFixed(places, width))
        case .int96: .int96(try unsafe gatherFixed(places, 12))
        case .bytes: .byteArray(try unsafe gatherBytes(places))
        }
    }

    /// The values where they are byte arrays.
    var texts: LeafValues? {
        guard case .bytes = content else { return nil }
        return .byteArray(ByteArrayColumn(checkedBytes: bytes, offsets: offsets))
    }

    /// A value as a sort key is made of it.
    enum Keyed {
        /// A text, by its bytes.
        case text(Range<Int>)
        /// A number whose greater values are greater words, of some bytes.
        case word(UInt64, byteCount: Int)
        /// A number in big-endian two's complement, by its bytes.
        case number(Range<Int>)
    }

    /// Whether keys have such values.
    var canBeKey: Bool {
        switch content {
        case .int32, .int64, .fixed, .bytes: true
        case .boolean, .float, .double, .int96: false
        }
    }

    /// A value as a sort key is made of it; nil where the type is none of a key's.
    @inline(__always)
    func keyed(_ index: Int) -> Keyed? {
        switch content {
        case .int32:
            .word(UInt64(UInt32(bitPattern: int32s[index]) ^ 0x8000_0000), byteCount: 4)
        case .int64:
            .word(UInt64(bitPattern: int64s[index]) ^ 0x8000_0000_0000_0000, byteCount: 8)
        case .fixed(let width): .number(index * width..<(index + 1) * width)
        case .bytes: .text(Int(offsets[index])..<Int(offsets[index + 1]))
        case .boolean, .float, .double, .int96: nil
        }
    }
}
