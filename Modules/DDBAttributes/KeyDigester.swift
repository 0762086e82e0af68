public import DDBBase

/// Makes digests of keys with a seed of its own: fast, for tables in memory that live as long as
/// the process.
///
/// Two lanes of wyhash's step, a multiplication of 64 bits folded to 64, run with secrets that do
/// not depend on each other. Digests of two digesters do not compare, and the algorithm may change:
/// nothing may be written down that depends on it.
public struct KeyDigester: Sendable {
    private let first: (UInt64, UInt64)
    private let second: (UInt64, UInt64)

    /// Creates a digester with secrets of its own.
    public init(random: any RandomSource) {
        // Odd words cannot be zero, which would stop a lane.
        first = (random.next(), random.next() | 1)
        second = (random.next(), random.next() | 1)
    }

    /// Returns the digest of bytes, such as a key in its canonical encoding (``KeyEncoding``).
    public func digest(_ bytes: RawSpan) -> KeyDigest {
        let count = bytes.byteCount
        let size = UInt64(truncatingIfNeeded: count)
        var high = first.0 ^ size
        var low = second.0 &+ size
        var offset = 0
        while count &- offset > 16 {
            let words = (Self.word(bytes, offset), Self.word(bytes, offset &+ 8))
            high = Self.fold(high ^ words.0, first.1 ^ words.1)
            low = Self.fold(low ^ words.1, second.1 ^ words.0)
            offset &+= 16
        }
        let words = Self.tail(bytes, from: offset)
        high = Self.fold(high ^ words.0, first.1 ^ words.1)
        low = Self.fold(low ^ words.1, second.1 ^ words.0)
        return KeyDigest(
            high: Self.fold(high ^ second.1, first.1 &+ size),
            low: Self.fold(low ^ first.1, second.1 &+ size))
    }

    /// The last 0 to 16 bytes as two words; bytes before them, or some twice, where that is fewer
    /// steps: the number of bytes is part of the digest, so nothing is mistaken for another.
    @inline(__always)
    private static func tail(_ bytes: RawSpan, from offset: Int) -> (UInt64, UInt64) {
        let end = bytes.byteCount
        if end >= 16 { return (word(bytes, end &- 16), word(bytes, end &- 8)) }
        let count = end &- offset
        if count >= 8 { return (word(bytes, offset), word(bytes, end &- 8)) }
        if count >= 4 { return (halfWord(bytes, offset), halfWord(bytes, end &- 4)) }
        var word: UInt64 = 0
        for index in offset..<end { word = word << 8 | UInt64(byteAt(bytes, index)) }
        return (word, 0)
    }

    @inline(__always)
    private static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }

    @inline(__always)
    private static func word(_ bytes: RawSpan, _ offset: Int) -> UInt64 {
        unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }

    @inline(__always)
    private static func halfWord(_ bytes: RawSpan, _ offset: Int) -> UInt64 {
        UInt64(unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
}
