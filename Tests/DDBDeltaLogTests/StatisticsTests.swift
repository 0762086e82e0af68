import DDBBase
import DDBDeltaLog
import DDBJSON
import Testing

@Suite struct StatisticsTests {
    private func bounds(_ text: String) -> (String?, String?) {
        var statistics = FileStatistics(rowCount: 1)
        statistics.setLeaf(
            ["c"], minimum: .string(text), maximum: .string(text), nullCount: nil)
        return (statistics.minimum(["c"])?.string, statistics.maximum(["c"])?.string)
    }

    private let a32 = String(repeating: "a", count: 32)

    @Test(arguments: ["-1", "1099511627777", "9223372036854775807"])
    func `a count of rows that no file has is refused`(count: String) {
        #expect(throws: DeltaError.self) {
            try FileStatistics(text: "{\"numRecords\":\(count)}")
        }
    }

    @Test func `short texts are whole`() {
        for text in ["", "a", a32, String(repeating: "\u{1F600}", count: 16)] {
            #expect(bounds(text) == (text, text))
        }
    }

    @Test func `long texts are cut at 32 units with a tie-breaker behind`() {
        #expect(bounds(a32 + "b") == (a32, a32 + "\u{7F}"))
        #expect(bounds(a32 + "\u{7F}") == (a32, a32 + "\u{10FFFF}"))
        #expect(bounds(a32 + "\u{E9}x") == (a32, a32 + "\u{10FFFF}"))
    }

    @Test func `no pair of surrogates is cut`() {
        let a31 = String(repeating: "a", count: 31)
        #expect(bounds(a31 + "\u{1F600}b") == (a31, a31 + "\u{10FFFF}"))
    }

    @Test func `the greatest character is kept, or there is no bound`() {
        #expect(
            bounds(a32 + "\u{10FFFF}\u{10FFFF}b") == (a32, a32 + "\u{10FFFF}\u{10FFFF}\u{7F}"))
        #expect(bounds(a32 + "\u{10FFFF}") == (a32, a32 + "\u{10FFFF}"))
        let many = a32 + String(repeating: "\u{10FFFF}", count: 20)
        #expect(bounds(many) == (a32, nil))
        #expect(bounds(a32 + String(repeating: "\u{10FFFF}", count: 16) + "b").1 != nil)
    }

    @Test func `cut bounds enclose every text`() {
        let alphabet: [Character] = [
            "a", "~", "\u{7F}", "\u{E9}", "\u{FFFD}", "\u{1F600}", "\u{10FFFF}",
        ]
        for seed in 0..<2000 {
            var number = seed &* 2_654_435_761
            var text = ""
            for _ in 0..<(28 + seed % 20) {
                number = number &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                text.append(alphabet[Int(UInt(bitPattern: number) >> 40) % alphabet.count])
            }
            let (low, high) = bounds(text)
            #expect(low.map { !text.utf8.lexicographicallyPrecedes($0.utf8) } == true, "\(seed)")
            if let high {
                #expect(!high.utf8.lexicographicallyPrecedes(text.utf8), "seed \(seed)")
            }
        }
    }

    @Test func `every kind of bound has its form`() throws {
        var statistics = FileStatistics(rowCount: 3, isTight: false)
        let moment = Instant(microseconds: -1_500)
        let cases: [(String, StatisticsBound)] = [
            ("int", .integer(.min)), ("decimal", .decimal("-12.50")), ("double", .double(0.5)),
            ("date", .date(daysSinceEpoch: 20454)), ("time", .timestamp(moment)),
            ("ntz", .timestampNtz(Instant(microseconds: 1_767_225_600_123_999))),
            ("nan", .double(.nan)), ("inf", .double(.infinity)),
        ]
        for (name, bound) in cases {
            statistics.setLeaf(["s", name], minimum: bound, maximum: nil, nullCount: 0)
        }
        #expect(
            statistics.text == """
                {"numRecords":3,"minValues":{"s":{"int":-9223372036854775808,"decimal":-12.50,\
                "double":0.5,"date":"2026-01-01","time":"1969-12-31T23:59:59.998Z",\
                "ntz":"2026-01-01T00:00:00.123"}},"nullCount":{"s":{"int":0,"decimal":0,\
                "double":0,"date":0,"time":0,"ntz":0,"nan":0,"inf":0}},"tightBounds":false}
                """)
        #expect(try FileStatistics(text: statistics.text) == statistics)
        #expect(statistics.nullCount(["s", "nan"]) == 0)
        #expect(try FileStatistics(text: "{}") == FileStatistics(rowCount: nil))
        #expect(throws: DeltaError.self) { try FileStatistics(text: "[") }
    }
}
