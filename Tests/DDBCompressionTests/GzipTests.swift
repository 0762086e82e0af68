import DDBBase
import DDBCompression
import Testing

@Suite struct GzipTests {
    /// Two members, as Python's `gzip.compress` makes them.
    private let golden =
        "1f8b08000000000002034bcfcf4949cd530000a885554c070000001f"
        + "8b08000000000002034baa2c492d0600ce4399b105000000"

    /// Feeds a stream in pieces and gives what it decodes to.
    private func decode(
        _ stream: [UInt8], pieceBytes: Int, regionBytes: Int, limit: Int = 1 << 20
    ) throws -> [UInt8] {
        var decoder = try GzipDecoder(limit: limit)
        var output: [UInt8] = []
        var start = 0
        while start < stream.count {
            let piece = Array(stream[start..<min(start + pieceBytes, stream.count)])
            var consumed = 0
            var written = 0
            repeat {
                var region = [UInt8](repeating: 0xAA, count: regionBytes)
                var span = region.mutableSpan
                var bytes = span.mutableBytes
                written = try decoder.decode(piece.span.bytes, consumed: &consumed, into: &bytes)
                output += region[..<written]
            } while consumed < piece.count || written == regionBytes
            start += piece.count
        }
        try decoder.finish()
        return output
    }

    @Test(arguments: [1, 2, 3, 7, 1000], [1, 5, 1000])
    func `members are read one after the other, however the stream is cut`(
        pieceBytes: Int, regionBytes: Int
    ) throws {
        let stream = try #require(Hex.decode(golden))
        let text = try decode(stream, pieceBytes: pieceBytes, regionBytes: regionBytes)
        #expect(text == Array("golden bytes".utf8))
    }

    @Test(arguments: Samples.all.indices)
    func `what the encoder writes is read back`(index: Int) throws {
        let sample = Samples.all[index]
        let stream = GzipEncoder.encode(sample.span.bytes)
        #expect(try GzipDecoder.decode(stream.span.bytes, limit: sample.count) == sample)
        #expect(try decode(stream, pieceBytes: 4099, regionBytes: 70_001) == sample)
        let twice = stream + stream
        #expect(try decode(twice, pieceBytes: 997, regionBytes: 1 << 16) == sample + sample)
    }

    @Test func `every cut is an error`() throws {
        let stream = GzipEncoder.encode(Samples.random(count: 3000, alphabet: 9).span.bytes)
        for cut in 0..<stream.count {
            let prefix = Array(stream[..<cut])
            let failure = #expect(throws: CompressionError.self) {
                try GzipDecoder.decode(prefix.span.bytes, limit: 3000)
            }
            #expect(failure?.code == .truncated, "cut at \(cut)")
        }
    }

    @Test func `a flipped bit after the header never changes the content unseen`() throws {
        let sample = Samples.random(count: 500, alphabet: 9)
        let stream = GzipEncoder.encode(sample.span.bytes)
        for bit in 80..<stream.count * 8 {
            var damaged = stream
            damaged[bit / 8] ^= 1 << UInt8(bit % 8)
            // The bits between the last block and the trailer mean nothing.
            let back = try? GzipDecoder.decode(damaged.span.bytes, limit: 1 << 20)
            #expect(back == nil || back == sample, "bit \(bit)")
        }
    }

    @Test func `a bomb stops at the limit`() throws {
        let stream = GzipEncoder.encode([UInt8](repeating: 0, count: 50_000_000).span.bytes)
        let failure = #expect(throws: CompressionError.self) {
            try GzipDecoder.decode(stream.span.bytes, limit: 1_000_000)
        }
        #expect(failure?.code == .limitExceeded)
    }

    @Test func `rubbish after a member is an error`() throws {
        let stream = try #require(Hex.decode(golden)) + Array("rubbish of some length".utf8)
        #expect(throws: CompressionError.self) {
            try GzipDecoder.decode(stream.span.bytes, limit: 100)
        }
    }
}
