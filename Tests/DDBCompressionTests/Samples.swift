/// A small generator with a seed (SplitMix64), so that a failure can be repeated.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }
}

/// Inputs that compress in different ways.
enum Samples {
    static let all: [[UInt8]] = [
        [], [7], Array("hello, hello, hello, hello".utf8), [UInt8](repeating: 0, count: 300_000),
        random(count: 5000, alphabet: 256), random(count: 200_000, alphabet: 4),
    ]

    static func random(count: Int, alphabet: UInt64) -> [UInt8] {
        var generator = SeededGenerator(seed: UInt64(count))
        return (0..<count).map { _ in UInt8(generator.next() % alphabet) }
    }
}
