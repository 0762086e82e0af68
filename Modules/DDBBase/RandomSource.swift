/// Gives random bits: the only door to a random number generator.
public protocol RandomSource: Sendable {
    /// The next 64 random bits.
    func next() -> UInt64
}

extension RandomSource {
    /// A fraction in 0..<1, with 53 random bits.
    public func fraction() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// A version 4 UUID (RFC 9562 §5.4), lower-case with dashes.
    public func uuid() -> String {
        let high = next() & ~0xF000 | 0x4000
        let low = next() & ~(0b11 << 62) | 0b10 << 62
        return unsafe String(unsafeUninitializedCapacity: 36) { text in
            var count = 0
            for index in 0..<32 {
                if index == 8 || index == 12 || index == 16 || index == 20 {
                    unsafe text[count] = UInt8(ascii: "-")
                    count += 1
                }
                let word = index < 16 ? high : low
                let digit = UInt8(truncatingIfNeeded: word >> UInt64(60 - index % 16 * 4)) & 0xF
                unsafe text[count] =
                    digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
                count += 1
            }
            return count
        }
    }
}

/// The operating system's generator.
public struct SystemRandomSource: RandomSource {
    /// Creates the source.
    public init() {}

    /// The next 64 bits of the system's generator.
    public func next() -> UInt64 {
        var generator = SystemRandomNumberGenerator()
        return generator.next()
    }
}
