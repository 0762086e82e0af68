/// Values in an array that can be told apart by hash: what a dictionary is built over.
protocol DictionaryKeys {
    var count: Int { get }
    func hash(_ index: Int) -> UInt64
    func isEqual(_ left: Int, _ right: Int) -> Bool
    /// How many bytes the value takes in a dictionary page.
    func plainBytes(_ index: Int) -> Int
}

/// Mixes two words into one (the multiplication of wyhash).
@inline(__always)
func mixed(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low
}

/// Numbers, by their bits.
@safe struct NumberKeys<Number: FixedWidthInteger>: DictionaryKeys {
    private let numbers: UnsafeBufferPointer<Number>

    @unsafe init(_ numbers: UnsafeBufferPointer<Number>) { unsafe self.numbers = unsafe numbers }

    var count: Int { unsafe numbers.count }

    @inline(__always)
    func hash(_ index: Int) -> UInt64 {
        mixed(
            UInt64(truncatingIfNeeded: unsafe numbers[index]) ^ 0xA076_1D64_78BD_642F,
            0xE703_7ED1_A0B4_28DB)
    }

    @inline(__always)
    func isEqual(_ left: Int, _ right: Int) -> Bool {
        unsafe numbers[left] == numbers[right]
    }

    func plainBytes(_ index: Int) -> Int { MemoryLayout<Number>.size }
}

/// Byte arrays, each a range of common bytes.
@safe struct ByteArrayKeys: DictionaryKeys {
    private let bytes: UnsafeRawBufferPointer
    private let offsets: UnsafeBufferPointer<UInt32>

    @unsafe init(_ bytes: UnsafeRawBufferPointer, _ offsets: UnsafeBufferPointer<UInt32>) {
        unsafe self.bytes = unsafe bytes
        unsafe self.offsets = unsafe offsets
    }

    var count: Int { unsafe offsets.count - 1 }

    @inline(__always)
    private func range(_ index: Int) -> (start: Int, count: Int) {
        let start = Int(unsafe offsets[index])
        return (start, Int(unsafe offsets[index &+ 1]) &- start)
    }

    @inline(__always)
    func hash(_ index: Int) -> UInt64 {
        let (start, count) = range(index)
        return unsafe bytesHash(bytes, start, count)
    }

    @inline(__always)
    func isEqual(_ left: Int, _ right: Int) -> Bool {
        let (leftStart, leftCount) = range(left)
        let (rightStart, rightCount) = range(right)
        guard leftCount == rightCount else { return false }
        return unsafe bytesAreEqual(bytes, leftStart, rightStart, leftCount)
    }

    func plainBytes(_ index: Int) -> Int { range(index).count + 4 }
}

/// Byte strings of one size.
@safe struct FixedKeys: DictionaryKeys {
    private let bytes: UnsafeRawBufferPointer
    private let byteCount: Int

    @unsafe init(_ bytes: UnsafeRawBufferPointer, byteCount: Int) {
        unsafe self.bytes = unsafe bytes
        self.byteCount = byteCount
    }

    var count: Int { unsafe bytes.count / byteCount }

    func hash(_ index: Int) -> UInt64 { unsafe bytesHash(bytes, index * byteCount, byteCount) }

    func isEqual(_ left: Int, _ right: Int) -> Bool {
        unsafe bytesAreEqual(bytes, left * byteCount, right * byteCount, byteCount)
    }

    func plainBytes(_ index: Int) -> Int { byteCount }
}

@unsafe @inline(__always)
private func bytesHash(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ count: Int) -> UInt64 {
    var hash = UInt64(truncatingIfNeeded: count) &* 0x9E37_79B9_7F4A_7C15
    guard count >= 8 else {
        var word: UInt64 = 0
        if count >= 4 {
            let low = unsafe bytes.loadUnaligned(fromByteOffset: start, as: UInt32.self)
            let high = unsafe bytes.loadUnaligned(
                fromByteOffset: start &+ count &- 4, as: UInt32.self)
            word = UInt64(low) | UInt64(high) << 32
        } else if count > 0 {
            word = UInt64(unsafe bytes[start])
            word |= UInt64(unsafe bytes[start &+ count / 2]) << 8
            word |= UInt64(unsafe bytes[start &+ count &- 1]) << 16
        }
        return mixed(hash ^ word, 0xE703_7ED1_A0B4_28DB)
    }
    var offset = start
    let last = start &+ count &- 8
    while offset < last {
        let word = unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        hash = mixed(hash ^ word, 0x8EBC_6AF0_9C88_C6E3)
        offset &+= 8
    }
    let word = unsafe bytes.loadUnaligned(fromByteOffset: last, as: UInt64.self)
    return mixed(hash ^ word, 0xE703_7ED1_A0B4_28DB)
}

@unsafe @inline(__always)
private func bytesAreEqual(
    _ bytes: UnsafeRawBufferPointer, _ left: Int, _ right: Int, _ count: Int
) -> Bool {
    guard count >= 8 else {
        guard count >= 4 else {
            for index in 0..<count where unsafe bytes[left &+ index] != bytes[right &+ index] {
                return false
            }
            return true
        }
        // Two words that overlap hold all of four to seven bytes.
        let tail = count &- 4
        let one = unsafe bytes.loadUnaligned(fromByteOffset: left, as: UInt32.self)
        let two = unsafe bytes.loadUnaligned(fromByteOffset: right, as: UInt32.self)
        let three = unsafe bytes.loadUnaligned(fromByteOffset: left &+ tail, as: UInt32.self)
        let four = unsafe bytes.loadUnaligned(fromByteOffset: right &+ tail, as: UInt32.self)
        return one == two && three == four
    }
    var offset = 0
    let last = count &- 8
    while offset < last {
        let one = unsafe bytes.loadUnaligned(fromByteOffset: left &+ offset, as: UInt64.self)
        let two = unsafe bytes.loadUnaligned(fromByteOffset: right &+ offset, as: UInt64.self)
        if one != two { return false }
        offset &+= 8
    }
    let one = unsafe bytes.loadUnaligned(fromByteOffset: left &+ last, as: UInt64.self)
    let two = unsafe bytes.loadUnaligned(fromByteOffset: right &+ last, as: UInt64.self)
    return one == two
}
