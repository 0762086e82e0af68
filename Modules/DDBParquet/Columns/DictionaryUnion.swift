/// The distinct values that many chunks of a leaf have between them, each with a number.
///
/// Chunks bring their dictionaries, or bare values. What comes again is noted once more and thrown
/// out now and then, so that the room is at most about twice that of the distinct values.
struct DictionaryUnion {
    /// So many values that are there already are not worth throwing out.
    private static let doublesMin = 4096

    /// What was brought; each value at least once.
    private var pool: ValueSink
    private var poolCount = 0
    private var table = DictionaryTable()

    /// - Parameter type: Any but `boolean`, which has no dictionaries.
    init(_ type: PhysicalType) {
        precondition(type != .boolean, "booleans have no dictionary")
        pool = ValueSink(type)
    }

    /// How many distinct values there are.
    var count: Int { table.count }

    /// The distinct values, in the order of their numbers.
    mutating func entries() throws(DecodeFault) -> LeafValues {
        try removeDoubles()
        return pool.values
    }

    /// Takes values in, and gives the number of each.
    mutating func add(_ values: ValueSink) throws(DecodeFault) -> [UInt32] {
        let start = poolCount
        pool.append(values, 0..<values.count)
        poolCount = pool.count
        guard poolCount <= Int(UInt32.max) else { throw .tooLarge }
        let numbers = Self.numbers(of: pool, from: start, &table)
        if poolCount - table.count > max(table.count, Self.doublesMin) { try removeDoubles() }
        return numbers
    }

    /// Takes values in that lie in an array of their own, and gives the number of each.
    mutating func add(_ values: LeafValues) throws(DecodeFault) -> [UInt32] {
        var sink = ValueSink(pool.type)
        try sink.append(values)
        return try add(sink)
    }

    private mutating func removeDoubles() throws(DecodeFault) {
        guard poolCount > table.count else { return }
        var kept = ValueSink(pool.type)
        try kept.append(pool, table.firstValues, byteCountMax: ByteArraySink.byteCountMax)
        pool = kept
        poolCount = table.count
        table.setFirstValuesInOrder()
    }

    private static func numbers(
        of pool: ValueSink, from start: Int, _ table: inout DictionaryTable
    ) -> [UInt32] {
        switch pool.type {
        case .boolean: []
        case .int32: words(pool.int32s, UInt32.self, start, &table)
        case .int64: words(pool.int64s, UInt64.self, start, &table)
        case .float: words(pool.floats, UInt32.self, start, &table)
        case .double: words(pool.doubles, UInt64.self, start, &table)
        case .int96, .fixed:
            unsafe pool.fixed.withUnsafeBytes { bytes in
                insert(unsafe FixedKeys(bytes, byteCount: pool.valueBytes), start, &table)
            }
        case .byteArray:
            unsafe pool.byteArrays.bytes.withUnsafeBytes { bytes in
                unsafe pool.byteArrays.offsets.withUnsafeBufferPointer { offsets in
                    insert(unsafe ByteArrayKeys(bytes, offsets), start, &table)
                }
            }
        }
    }

    private static func words<Number: BitwiseCopyable, Word: FixedWidthInteger>(
        _ numbers: [Number], _ word: Word.Type, _ start: Int, _ table: inout DictionaryTable
    ) -> [UInt32] {
        unsafe numbers.withUnsafeBytes { bytes in
            insert(unsafe NumberKeys(bytes.bindMemory(to: Word.self)), start, &table)
        }
    }

    @inline(__always)
    private static func insert<Keys: DictionaryKeys>(
        _ keys: Keys, _ start: Int, _ table: inout DictionaryTable
    ) -> [UInt32] {
        unsafe [UInt32](unsafeUninitializedCapacity: keys.count - start) { numbers, filled in
            for index in start..<keys.count {
                let number = table.insert(keys, index)
                unsafe numbers.initializeElement(at: index &- start, to: number)
            }
            filled = keys.count - start
        }
    }
}

extension ValueSink {
    /// Appends values of the same type.
    mutating func append(_ values: LeafValues) throws(DecodeFault) {
        guard count == 0, let taken = ValueSink(type, values) else { throw .malformed }
        self = taken
    }
}
