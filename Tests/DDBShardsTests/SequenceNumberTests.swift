import DDBBase
import DDBShards
import Testing

@Suite struct SequenceNumberTests {
    @Test func `numbers of unequal length compare as numbers`() throws {
        let short = try #require(SequenceNumber("20500000000000000910398"))
        let long = try #require(SequenceNumber("820400000000000001192334"))
        #expect(short < long)
        #expect("820400000000000001192334" > "20500000000000000910398")
        let texts = ["9", "10", "99999999999999999999", "100000000000000000000"]
        let numbers = texts.compactMap { SequenceNumber($0) }
        #expect(numbers == numbers.sorted())
    }
}
