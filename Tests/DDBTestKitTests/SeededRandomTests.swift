import DDBTestKit
import Testing

@Suite struct SeededRandomTests {
    /// SplitMix64's own first numbers for the seed 1234567.
    @Test func `the numbers are those of SplitMix64`() {
        let random = SeededRandom(seed: 1_234_567)
        #expect(
            (0..<3).map { _ in random.next() } == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
            ])
    }

    @Test func `numbers stay below their bound`() {
        let random = SeededRandom(seed: 1)
        for bound in 1...50 { #expect((0..<bound).contains(random.number(below: bound))) }
    }
}
