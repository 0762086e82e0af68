import DDBBase
import DDBCSVSource
import DDBCompression
import DDBConfiguration
import DDBPipeline
import DDBPipelineTestKit
import DDBTestSupport
import Foundation
import Testing

/// Against Python's csv module, and against damage.
@Suite struct CSVPeerTests {
    private struct Case: Decodable {
        var options: [String: String]
        var columns: [String]
    }

    @Test(.enabled(if: TestPython.path != nil), arguments: [11, 12, 13])
    func `random files of many dialects read as Python reads them, from every position`(
        seed: Int
    ) async throws {
        let folder = try ScratchFolder()
        let count = 60
        try TestPython.run("csv_cases.py", folder.path, "\(seed)", "\(count)")
        for number in 0..<count {
            let name = "\(folder.path)/\(number)"
            let data = try Data(contentsOf: URL(fileURLWithPath: name + ".json"))
            let found = try JSONDecoder().decode(Case.self, from: data)
            let wanted = try String(contentsOfFile: name + ".jsonl", encoding: .utf8)
                .split(separator: "\n").map(String.init)
            let fixture = try CSVFixture("")
            let options = found.options.merging(["batch-bytes": "1KiB"]) { $1 }
            let source = try fixture.source(options, columns: found.columns)
            let reading = try await SourceReading(source)
            #expect(reading.texts == wanted, "seed \(seed), case \(number)")
            for batch in 1..<max(1, reading.batches.count) {
                let rest = try await SourceReading(source, from: reading.positions(after: batch))
                #expect(
                    rest.texts == reading.texts(from: batch),
                    "seed \(seed), case \(number), from batch \(batch)")
            }
        }
    }

    @Test func `every truncation and flipped bit is an error or rows`() async throws {
        let text = "id:S,n:N,t:SS(|)\r\na,1,\"x|y\"\n\"b\"\"c\",-2.5,\n\"d\ne\",3e5,z\n"
        let bytes = Array(text.utf8)
        let whole = try await CSVFixture(bytes).read().texts
        #expect(whole.count == 3)
        for count in bytes.indices {
            let fixture = try CSVFixture(Array(bytes[..<count]))
            guard try await fixture.failure() == nil else { continue }
            let texts = try await fixture.read().texts
            #expect(texts.count <= 3)
            #expect(Array(whole.prefix(max(0, texts.count - 1))) == Array(texts.dropLast()))
        }
        for index in bytes.indices {
            for bit in 0..<8 {
                var flipped = bytes
                flipped[index] ^= 1 << UInt8(bit)
                // What comes back is an error of ours or rows; anything else fails the test.
                _ = try await CSVFixture(flipped).failure()
            }
        }
    }

    @Test(arguments: ["f.csv.gz", "f.csv.zst"])
    func `a compressed file that is cut is an error`(name: String) async throws {
        let text = "id,n\n" + (0..<2000).map { "row-\($0),\($0)\n" }.joined()
        let plain = Array(text.utf8)
        let packed: [UInt8]
        if name.hasSuffix(".gz") {
            packed = GzipEncoder.encode(plain.span.bytes)
        } else {
            var encoder = try ZstdEncoder()
            packed = try encoder.encode(plain.span.bytes)
        }
        let fixture = try CSVFixture(packed, name: name)
        let reading = try await fixture.read(["batch-bytes": "4KiB"])
        #expect(reading.texts.count == 2000)
        for batch in stride(from: 1, to: reading.batches.count, by: 5) {
            let rest = try await SourceReading(
                fixture.source(["batch-bytes": "4KiB"]), from: reading.positions(after: batch))
            #expect(rest.texts == reading.texts(from: batch))
        }
        for count in stride(from: 0, to: packed.count, by: 97) {
            let cut = try CSVFixture(Array(packed[..<count]), name: name)
            #expect(try await cut.failure() != nil, "\(count) bytes")
        }
    }

    @Test func `the source keeps the contract`() async throws {
        let folder = try ScratchFolder()
        for part in 0..<3 {
            let rows = (0..<300).map { "p\(part)-r\($0),\"x\n\($0)\"\n" }.joined()
            try folder.write("p\(part).csv", Array(("id,n\n" + rows).utf8))
        }
        let fixture = try CSVFixture("")
        let source = try fixture.source(["path": folder.path, "batch-bytes": "1KiB"])
        let report = await SourceConformance(spec: CSVSource.spec) {
            try await source.open(from: $0)
        }.run()
        #expect(report.isConforming, "\(report)")
    }
}
