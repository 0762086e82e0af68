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
        let ends = unsafe [UInt32](unsafeUninitializedCapacity: places.count + 1) {
            target, filled in
            unsafe offsets.withUnsafeBufferPointer { offsets in
                unsafe target.initializeElement(at: 0, to: 0)
                for index in 0..<places.count {
                    let place = Int(unsafe places[index])
                    total &+= Int(unsafe offsets[place &+ 1] &- offsets[place])
                    unsafe target.initializeElement(
                        at: index &+ 1, to: UInt32(truncatingIfNeeded: total))
                }
            }
            filled = places.count + 1
        }
        guard total <= Int(UInt32.max) else { throw Self.tooLarge }
        let copied = unsafe [UInt8](unsafeUninitializedCapacity: total) { target, filled in
            unsafe bytes.withUnsafeBytes { source in
                unsafe offsets.withUnsafeBufferPointer { offsets in
                    unsafe Self.copy(
                        source, offsets, places, to: UnsafeMutableRawBufferPointer(target))
                }
            }
            filled = total
        }
        return ByteArrayColumn(checked: copied, ends)
    }

    /// Copies texts one behind the other; the target has just the room for them.
    @unsafe
    private static func copy(
        _ source: UnsafeRawBufferPointer, _ offsets: UnsafeBufferPointer<UInt32>,
        _ places: UnsafeBufferPointer<UInt32>, to target: UnsafeMutableRawBufferPointer
    ) {
        guard let from = source.baseAddress, let to = target.baseAddress else { return }
        var written = 0
        for index in 0..<places.count {
            let place = Int(unsafe places[index])
            let start = Int(unsafe offsets[place])
            let count = Int(unsafe offsets[place &+ 1]) &- start
            // Sixteen bytes are one move; what is too much is overwritten by the next text.
            if count <= 16, start &+ 16 <= source.count, written &+ 16 <= target.count {
                let text = unsafe (from + start).loadUnaligned(as: SIMD16<UInt8>.self)
                unsafe (to + written).storeBytes(of: text, as: SIMD16<UInt8>.self)
            } else {
                unsafe (to + written).copyMemory(from: from + start, byteCount: count)
            }
            written &+= count
        }
    }
}
