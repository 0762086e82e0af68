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
        var bytes: [UInt8] = []
        for word in [next(), next()] {
            for shift in stride(from: 56, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
            }
        }
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let hex = Hex.encode(bytes)
        var text = ""
        for (index, character) in hex.enumerated() {
            if [8, 12, 16, 20].contains(index) { text += "-" }
            text.append(character)
        }
        return text
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
