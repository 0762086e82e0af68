public import DDBBase
import Synchronization

/// Gives the same random bits for the same seed (SplitMix64).
///
/// Print the seed in the message of a test that uses one, so that a failure can be played again.
public final class SeededRandom: RandomSource {
    private let state: Atomic<UInt64>

    /// Creates a source.
    public init(seed: UInt64) {
        state = Atomic(seed)
    }

    /// The next 64 bits.
    public func next() -> UInt64 {
        var word = state.wrappingAdd(0x9E37_79B9_7F4A_7C15, ordering: .relaxed).newValue
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }

    /// A number in 0..<bound; the bias is below 2^-32 for the bounds that tests use.
    public func number(below bound: Int) -> Int {
        precondition(bound > 0, "a range needs a number in it")
        return Int(next() % UInt64(bound))
    }
}
