/// Packs unsigned numbers of a fixed width one after the other, the low bits first.
enum BitPacking {
    /// Writes `count` numbers; gives how many bytes they took, the last one filled up with zeros.
    ///
    /// Writes up to eight bytes more than it gives.
    @unsafe @inline(__always)
    static func pack<Number: FixedWidthInteger & UnsignedInteger>(
        _ numbers: UnsafePointer<Number>, count: Int, bitWidth: Int,
        to target: UnsafeMutableRawPointer
    ) -> Int {
        var pending: UInt64 = 0
        var pendingBits = 0
        var offset = 0
        for index in 0..<count {
            let number = UInt64(truncatingIfNeeded: unsafe numbers[index])
            pending |= number &<< UInt64(truncatingIfNeeded: pendingBits)
            let bits = pendingBits &+ bitWidth
            if bits >= 64 {
                unsafe target.storeBytes(of: pending, toByteOffset: offset, as: UInt64.self)
                offset &+= 8
                // A shift by 64 is none here, so the whole-word case is told apart.
                pending =
                    pendingBits == 0
                    ? 0 : number &>> UInt64(truncatingIfNeeded: 64 &- pendingBits)
                pendingBits = bits &- 64
            } else {
                pendingBits = bits
            }
        }
        unsafe target.storeBytes(of: pending, toByteOffset: offset, as: UInt64.self)
        return offset + (pendingBits + 7) / 8
    }

    /// Reads `count` numbers of at most 64 bits from bytes that hold them all.
    @unsafe @inline(__always)
    static func unpack<Number: FixedWidthInteger & UnsignedInteger>(
        _ source: UnsafeRawBufferPointer, count: Int, bitWidth: Int,
        to target: UnsafeMutablePointer<Number>
    ) {
        guard bitWidth > 0 else {
            unsafe target.update(repeating: 0, count: count)
            return
        }
        let mask: UInt64 = bitWidth == 64 ? .max : (1 << UInt64(bitWidth)) &- 1
        // Below this index a load of eight bytes stays inside the source.
        var fast = 0
        if bitWidth <= 56, source.count >= 8 {
            fast = min(count, ((source.count - 8) * 8) / bitWidth + 1)
        }
        var bit = 0
        for index in 0..<fast {
            let word = unsafe source.loadUnaligned(fromByteOffset: bit &>> 3, as: UInt64.self)
            let number = (word &>> UInt64(truncatingIfNeeded: bit & 7)) & mask
            unsafe target[index] = Number(truncatingIfNeeded: number)
            bit &+= bitWidth
        }
        for index in fast..<max(fast, count) {
            var number: UInt64 = 0
            var have = 0
            while have < bitWidth {
                let byte = UInt64(unsafe source[(bit + have) >> 3])
                let shift = (bit + have) & 7
                number |= (byte >> UInt64(shift)) << UInt64(have)
                have += 8 - shift
            }
            unsafe target[index] = Number(truncatingIfNeeded: number & mask)
            bit += bitWidth
        }
    }
}
