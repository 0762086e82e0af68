/// Chooses how the values of a chunk are laid out.
enum LayoutChoice {
    /// How many integers are packed on trial.
    private static let sampleCount = 16_384

    static func make(
        _ values: LeafValues, _ wish: WriterSettings.ValueEncoding, _ settings: WriterSettings,
        recycled: inout [UInt32]
    ) -> ValueLayout {
        guard values.count > 0 else { return .plain }
        switch (wish, values) {
        case (.plain, _): return .plain
        case (.delta, .int32), (.delta, .int64): return .deltaIntegers
        case (.delta, .byteArray): return .deltaLengths
        case (.delta, _): return .plain
        case (_, .boolean(let booleans)):
            return booleans.allSatisfy { $0 == booleans.first } ? .booleanRuns : .plain
        case (.dictionary, _), (.automatic, _):
            let isForced = wish == .dictionary
            let other = withoutDictionary(
                values, count: values.count, plain: Double(values.plainBytes))
            guard let draft = dictionary(values, settings.dictionaryBytesMax, &recycled) else {
                return other.layout
            }
            let bitWidth = RLEBitPackedEncoding.bitWidth(
                holding: max(0, draft.firstValues.count - 1))
            let cost = cost(draft.plainBytes, draft.valueCount, bitWidth, other.codecShare)
            guard isForced || cost < other.bytes else {
                recycled = draft.indices
                return other.layout
            }
            let entries = values.gathered(draft.firstValues)
            return .dictionary(indices: draft.indices, entries: entries, bitWidth: bitWidth)
        }
    }

    /// About how many bytes a dictionary and its indices take behind the codec.
    private static func cost(
        _ plainBytes: Int, _ valueCount: Int, _ bitWidth: Int, _ codecShare: Double
    ) -> Double {
        // Entries shrink under the codec as plain values do; indices hardly do.
        Double(plainBytes) * codecShare + Double(valueCount * bitWidth) / 8
    }

    /// Chooses for values that are known by their places among distinct ones.
    ///
    /// - Returns: The layout, and for byte arrays how many bytes all values take; nil where a
    ///   place stands for no value.
    static func make(
        _ numbers: [UInt32], _ entries: LeafValues, _ wish: WriterSettings.ValueEncoding,
        _ settings: WriterSettings, recycled: inout [UInt32]
    ) -> (layout: ValueLayout, unencodedBytes: Int?)? {
        let entryCount = entries.count
        guard
            let draft = NumberedDraft(numbers, unionCount: entryCount, recycled: &recycled)
        else { return nil }
        let (plainBytes, unencodedBytes) = entries.plainBytes(of: numbers)
        let sample = entries.gathered(Array(numbers.prefix(sampleCount)))
        switch wish {
        case .plain, .delta:
            recycled = draft.indices
            guard wish == .delta, !numbers.isEmpty else { return (.plain, unencodedBytes) }
            switch entries {
            case .int32, .int64: return (.deltaIntegers, unencodedBytes)
            case .byteArray: return (.deltaLengths, unencodedBytes)
            case .boolean, .int96, .float, .double, .fixed: return (.plain, unencodedBytes)
            }
        case .dictionary, .automatic:
            guard !numbers.isEmpty else {
                recycled = draft.indices
                return (.plain, unencodedBytes)
            }
            let other = withoutDictionary(
                sample, count: numbers.count, plain: Double(plainBytes))
            let own = entries.gathered(draft.entryPlaces)
            let bitWidth = RLEBitPackedEncoding.bitWidth(
                holding: max(0, draft.entryPlaces.count - 1))
            let cost = cost(own.plainBytes, numbers.count, bitWidth, other.codecShare)
            let fits = own.plainBytes <= settings.dictionaryBytesMax
            guard fits, wish == .dictionary || cost < other.bytes else {
                recycled = draft.indices
                return (other.layout, unencodedBytes)
            }
            return (
                .dictionary(indices: draft.indices, entries: own, bitWidth: bitWidth),
                unencodedBytes
            )
        }
    }

    /// The layout without a dictionary, about how large it becomes behind the codec, and what
    /// share of plain values the codec leaves.
    ///
    /// - Parameters:
    ///   - values: The values, or the first of them.
    ///   - count: How many there are.
    ///   - plain: How many bytes all of them take.
    private static func withoutDictionary(
        _ values: LeafValues, count: Int, plain: Double
    ) -> (layout: ValueLayout, bytes: Double, codecShare: Double) {
        switch values {
        case .int32, .int64:
            let range = 0..<min(values.count, sampleCount)
            guard !range.isEmpty else { return (.plain, 0, 1) }
            var trial = ByteBuffer()
            ValueLayout.appendDeltas(values, range, to: &trial)
            let delta = Double(trial.count) * Double(count) / Double(range.count)
            return delta < plain * 0.9 ? (.deltaIntegers, delta, 0.75) : (.plain, plain, 1)
        case .byteArray: return (.deltaLengths, plain * 0.5, 0.5)
        case .boolean, .float, .double, .int96, .fixed: return (.plain, plain * 0.8, 0.8)
        }
    }

    private static func dictionary(
        _ values: LeafValues, _ byteCountMax: Int, _ recycled: inout [UInt32]
    ) -> DictionaryDraft? {
        switch values {
        case .boolean: nil
        case .int32(let numbers): words(numbers, UInt32.self, byteCountMax, &recycled)
        case .int64(let numbers): words(numbers, UInt64.self, byteCountMax, &recycled)
        case .float(let numbers): words(numbers, UInt32.self, byteCountMax, &recycled)
        case .double(let numbers): words(numbers, UInt64.self, byteCountMax, &recycled)
        case .int96(let column), .fixed(let column):
            unsafe column.bytes.withUnsafeBytes { bytes in
                let keys = unsafe FixedKeys(bytes, byteCount: column.byteCount)
                return DictionaryBuilder.build(
                    keys, byteCountMax: byteCountMax, recycled: &recycled)
            }
        case .byteArray(let column):
            unsafe column.bytes.withUnsafeBytes { bytes in
                unsafe column.offsets.withUnsafeBufferPointer { offsets in
                    let keys = unsafe ByteArrayKeys(bytes, offsets)
                    return DictionaryBuilder.build(
                        keys, byteCountMax: byteCountMax, recycled: &recycled)
                }
            }
        }
    }

    private static func words<Number: BitwiseCopyable, Word: FixedWidthInteger>(
        _ numbers: [Number], _ word: Word.Type, _ byteCountMax: Int, _ recycled: inout [UInt32]
    ) -> DictionaryDraft? {
        unsafe numbers.withUnsafeBytes { bytes in
            let keys = unsafe NumberKeys(bytes.bindMemory(to: Word.self))
            return DictionaryBuilder.build(
                keys, byteCountMax: byteCountMax, recycled: &recycled)
        }
    }
}

extension LeafValues {
    /// The values at some places, in their order.
    func gathered(_ places: [UInt32]) -> LeafValues {
        switch self {
        case .boolean(let values): return .boolean(places.map { values[Int($0)] })
        case .int32(let values): return .int32(places.map { values[Int($0)] })
        case .int64(let values): return .int64(places.map { values[Int($0)] })
        case .float(let values): return .float(places.map { values[Int($0)] })
        case .double(let values): return .double(places.map { values[Int($0)] })
        case .int96(let column): return .int96(Self.gather(column, places))
        case .fixed(let column): return .fixed(Self.gather(column, places))
        case .byteArray(let column):
            return .byteArray(Self.gather(column, places))
        }
    }

    private static func gather(
        _ column: ByteArrayColumn, _ places: [UInt32]
    ) -> ByteArrayColumn {
        var ends: [UInt32] = [0]
        ends.reserveCapacity(places.count + 1)
        var total: UInt32 = 0
        for place in places {
            total += column.offsets[Int(place) + 1] - column.offsets[Int(place)]
            ends.append(total)
        }
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: Int(total)) { target, filled in
            unsafe column.bytes.withUnsafeBytes { source in
                unsafe column.offsets.withUnsafeBufferPointer { offsets in
                    guard let target = target.baseAddress else { return }
                    unsafe ByteArraySink.copy(
                        source, offsets, places, to: UnsafeMutableRawPointer(target), Int(total))
                }
            }
            filled = Int(total)
        }
        return ByteArrayColumn(checkedBytes: bytes, offsets: ends)
    }

    /// The size in the plain encoding of the values at some places, and of byte arrays without
    /// their lengths.
    func plainBytes(of places: [UInt32]) -> (plain: Int, unencoded: Int?) {
        switch self {
        case .boolean: return ((places.count + 7) / 8, nil)
        case .int32, .float: return (places.count * 4, nil)
        case .int64, .double: return (places.count * 8, nil)
        case .int96(let column), .fixed(let column):
            return (places.count * column.byteCount, nil)
        case .byteArray(let column):
            var total = 0
            unsafe column.offsets.withUnsafeBufferPointer { offsets in
                unsafe places.withUnsafeBufferPointer { places in
                    for index in 0..<places.count {
                        let place = Int(unsafe places[index])
                        total &+= Int(unsafe offsets[place &+ 1] &- offsets[place])
                    }
                }
            }
            return (total + places.count * 4, total)
        }
    }

    private static func gather(_ column: FixedColumn, _ places: [UInt32]) -> FixedColumn {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(places.count * column.byteCount)
        for place in places { bytes.append(contentsOf: column[Int(place)]) }
        return FixedColumn(checkedBytes: bytes, byteCount: column.byteCount)
    }
}
