import DDBShards
import DDBTestSupport
import Foundation
import Testing

@Suite struct SequenceNumberTests {
    @Test func `numbers of unequal length compare as numbers`() throws {
        let short = try #require(SequenceNumber("20500000000000000910398"))
        let long = try #require(SequenceNumber("820400000000000001192334"))
        #expect(short < long)
        // As texts they stand the other way round.
        let shortText = "99999999999999999999999"
        #expect(shortText > long.text)
        #expect(try #require(SequenceNumber(shortText)) < long)
    }

    @Test func `any two numbers compare as their digits do`() {
        var random = SimulationRandom(seed: 5)
        for _ in 0..<3000 {
            let texts = (0..<2).map { _ in
                String(
                    (0..<random.number(1...57)).map { _ in
                        Character(String(random.number(0...9)))
                    })
            }
            let numbers = texts.compactMap { SequenceNumber($0) }
            #expect(numbers.map(\.text) == texts)
            let plain = texts.map { $0.drop { $0 == "0" } }
            let isLess =
                plain[0].count != plain[1].count
                ? plain[0].count < plain[1].count : plain[0] < plain[1]
            #expect((numbers[0] < numbers[1]) == isLess, "\(texts)")
            #expect((numbers[0] == numbers[1]) == (plain[0] == plain[1]), "\(texts)")
        }
    }

    @Test func `zeros in front do not count but come back`() throws {
        let padded = try #require(SequenceNumber("000000000000000000007"))
        #expect(padded == SequenceNumber("7"))
        #expect(padded.hashValue == SequenceNumber("7")?.hashValue)
        #expect(padded.text == "000000000000000000007")
    }

    @Test(arguments: ["", "-1", "+1", "1 ", "0x1", "1.0", "٣", String(repeating: "1", count: 58)])
    func `text that is no number is refused`(text: String) {
        #expect(SequenceNumber(text) == nil)
    }

    @Test func `the largest numbers of each service fit`() throws {
        let kinesis = "49590338271490256608559692538361571095921575989136588898"
        #expect(try #require(SequenceNumber(kinesis)).text == kinesis)
        let largest = String(repeating: "9", count: 57)
        #expect(try #require(SequenceNumber(largest)).text == largest)
        #expect(MemoryLayout<SequenceNumber>.stride <= 32)
    }

    @Test func `numbers are strings of JSON`() throws {
        let number = try #require(SequenceNumber("0020500000000000000910398"))
        let json = try JSONEncoder().encode([number])
        #expect(String(decoding: json, as: UTF8.self) == #"["0020500000000000000910398"]"#)
        let back = try JSONDecoder().decode([SequenceNumber].self, from: json)
        #expect(back.map(\.text) == [number.text])
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([SequenceNumber].self, from: Data(#"["x"]"#.utf8))
        }
    }
}
