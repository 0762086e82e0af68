/// Makes random parts of waits from a seed: the same seed gives the same waits, as state machines
/// without a clock and a door to chance need them.
package struct Jitter: Sendable {
    private var state: UInt64

    /// Creates a source of chance.
    package init(seed: UInt64) {
        state = seed
    }

    /// A number from 0 up to 1, without 1, by SplitMix64.
    package mutating func fraction() -> Double {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        word ^= word >> 31
        return Double(word >> 11) * 0x1p-53
    }

    /// A random part of a duration, without the whole.
    package mutating func part(of duration: Int64) -> Int64 {
        Int64(Double(duration) * fraction())
    }

    /// A duration that doubled so many times, at most the limit.
    package static func doubled(_ duration: Int64, _ count: Int, upTo limit: Int64) -> Int64 {
        guard count < 40, duration <= limit >> Int64(count) else { return limit }
        return duration << Int64(count)
    }
}
