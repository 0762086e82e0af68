import DDBParquet

extension ValuePile {
    /// The values at some places; each place is one of the array's.
    @unsafe @inline(__always)
    static func gather<Value: BitwiseCopyable>(
        _ values: [Value], _ places: UnsafeBufferPointer<UInt32>
    ) -> [Value] {
        unsafe [Value](unsafeUninitializedCapacity: places.count) { target, filled in
            unsafe values.withUnsafeBufferPointer { values in
                var index = 0
                while index < places.count {
                    let place = Int(unsafe places[index])
                    unsafe target.initializeElement(at: index, to: values[place])
                    index &+= 1
                }
            }
            filled = places.count
        }
    }

    @unsafe
    func gatherFixed(
        _ places: UnsafeBufferPointer<UInt32>, _ width: Int
    ) throws(StoreError) -> FixedColumn {
        let gathered = unsafe [UInt8](unsafeUninitializedCapacity: places.count * width) {
            target, filled in
            unsafe bytes.withUnsafeBytes { source in
                guard let from = source.baseAddress, let to = target.baseAddress else { return }
                for index in 0..<places.count {
                    unsafe UnsafeMutableRawPointer(to + index &* width).copyMemory(
                        from: from + Int(places[index]) &* width, byteCount: width)
                }
                filled = places.count * width
            }
        }
        guard let column = FixedColumn(bytes: gathered, byteCount: width) else {
            throw ItemAssembler.torn
        }
        return column
    }

    @unsafe
    func gatherBytes(
        _ places: UnsafeBufferPointer<UInt32>
    ) throws(StoreError) -> ByteArrayColumn {
        var total = 0
        var starts = [UInt32]()
        // Offsets lie far from each other; they are looked at once.
        let ends = unsafe [UInt32](unsafeUninitializedCapacity: places.count + 1) {
            target, filled in
            unsafe target.initializeElement(at: 0, to: 0)
            starts = unsafe [UInt32](unsafeUninitializedCapacity: places.count) {
                starts, startCount in
                unsafe offsets.withUnsafeBufferPointer { offsets in
                    for index in 0..<places.count {
                        let place = Int(unsafe places[index])
                        let start = unsafe offsets[place]
                        unsafe starts.initializeElement(at: index, to: start)
                        total &+= Int(unsafe offsets[place &+ 1] &- start)
                        unsafe target.initializeElement(
                            at: index &+ 1, to: UInt32(truncatingIfNeeded: total))
                    }
                }
                startCount = places.count
            }
            filled = places.count + 1
        }
        guard total <= Int(UInt32.max) else { throw Self.tooLarge }
        let copied = unsafe [UInt8](unsafeUninitializedCapacity: total) { target, filled in
            unsafe bytes.withUnsafeBytes { source in
                unsafe starts.withUnsafeBufferPointer { starts in
                    unsafe ends.withUnsafeBufferPointer { ends in
                        unsafe Self.copy(
                            source, starts, ends, to: UnsafeMutableRawBufferPointer(target))
                    }
                }
            }
            filled = total
        }
        return ByteArrayColumn(checkedBytes: copied, offsets: ends)
    }

    /// Copies texts one behind the other.
    ///
    /// - Parameters:
    ///   - starts: Where each text begins in the source.
    ///   - ends: Where each text begins in the target, and where the last one ends.
    @unsafe
    private static func copy(
        _ source: UnsafeRawBufferPointer, _ starts: UnsafeBufferPointer<UInt32>,
        _ ends: UnsafeBufferPointer<UInt32>, to target: UnsafeMutableRawBufferPointer
    ) {
        guard let from = source.baseAddress, let to = target.baseAddress else { return }
        var index = 0
        while index < starts.count {
            let start = Int(unsafe starts[index])
            let written = Int(unsafe ends[index])
            index &+= 1
            // Texts that are neighbours in the source too go together.
            while index < starts.count,
                unsafe Int(starts[index]) &- start == Int(ends[index]) &- written
            {
                index &+= 1
            }
            let count = Int(unsafe ends[index]) &- written
            // Short texts, such as UUIDs, are a few moves; what is too much is overwritten by the
            // next text.
            if count <= 48, start &+ 48 <= source.count, written &+ 48 <= target.count {
                let first = unsafe (from + start).loadUnaligned(as: SIMD16<UInt8>.self)
                let second = unsafe (from + start + 16).loadUnaligned(as: SIMD16<UInt8>.self)
                let third = unsafe (from + start + 32).loadUnaligned(as: SIMD16<UInt8>.self)
                unsafe (to + written).storeBytes(of: first, as: SIMD16<UInt8>.self)
                unsafe (to + written + 16).storeBytes(of: second, as: SIMD16<UInt8>.self)
                unsafe (to + written + 32).storeBytes(of: third, as: SIMD16<UInt8>.self)
            } else {
                unsafe (to + written).copyMemory(from: from + start, byteCount: count)
            }
        }
    }
}
