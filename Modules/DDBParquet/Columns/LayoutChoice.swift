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
            let other = withoutDictionary(values)
            guard let draft = dictionary(values, settings.dictionaryBytesMax, &recycled) else {
                return other.layout
            }
            let bitWidth = RLEBitPackedEncoding.bitWidth(
                holding: max(0, draft.firstValues.count - 1))
            let indexBytes = Double(draft.valueCount * bitWidth) / 8
            // Entries shrink under the codec as plain values do; indices hardly do.
            let cost = Double(draft.plainBytes) * other.codecShare + indexBytes
            guard isForced || cost < other.bytes else {
                recycled = draft.indices
                return other.layout
            }
            let entries = values.gathered(draft.firstValues)
            return .dictionary(indices: draft.indices, entries: entries, bitWidth: bitWidth)
        }
    }

    /// The layout without a dictionary, about how large it becomes behind the codec, and what
    /// share of plain values the codec leaves.
    private static func withoutDictionary(
        _ values: LeafValues
    ) -> (layout: ValueLayout, bytes: Double, codecShare: Double) {
        let plain = Double(values.plainBytes)
        switch values {
        case .int32, .int64:
            let range = 0..<min(values.count, sampleCount)
            guard !range.isEmpty else { return (.plain, 0, 1) }
            var trial = ByteBuffer()
            ValueLayout.appendDeltas(values, range, to: &trial)
            let delta = Double(trial.count) * Double(values.count) / Double(range.count)
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
            var gathered = ByteArrayColumn()
            for place in places { gathered.append(column[Int(place)]) }
            return .byteArray(gathered)
        }
    }

    private static func gather(_ column: FixedColumn, _ places: [UInt32]) -> FixedColumn {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(places.count * column.byteCount)
        for place in places { bytes.append(contentsOf: column[Int(place)]) }
        return FixedColumn(checkedBytes: bytes, byteCount: column.byteCount)
    }
}
