import DDBBase
import DDBCompression
import Testing

@Suite struct BlockCodecTests {
    @Test(arguments: Samples.all.indices, [-5, 1, 3, 19])
    func `zstd gives back what it took`(index: Int, level: Int) throws {
        let sample = Samples.all[index]
        var encoder = try ZstdEncoder(level: level)
        var decoder = try ZstdDecoder()
        for _ in 0..<2 {
            let frame = try encoder.encode(sample.span.bytes)
            let back = try decoder.decode(frame.span.bytes, limit: sample.count)
            #expect(back == sample)
        }
    }

    @Test func `zstd reads frames one after the other`() throws {
        var encoder = try ZstdEncoder()
        let first = try encoder.encode(Array("one ".utf8).span.bytes)
        let frames = try first + encoder.encode(Array("two".utf8).span.bytes)
        var decoder = try ZstdDecoder()
        #expect(try decoder.decode(frames.span.bytes, limit: 7) == Array("one two".utf8))
        var region = [UInt8](repeating: 0, count: 7)
        var span = region.mutableSpan
        var bytes = span.mutableBytes
        #expect(try decoder.decode(frames.span.bytes, into: &bytes) == 7)
    }

    @Test func `a zstd frame of the command line tool is read`() throws {
        // printf 'golden bytes' | zstd -c | xxd -p
        let frame = try #require(Hex.decode("28b52ffd0458610000676f6c64656e206279746573cb8dd0d4"))
        var decoder = try ZstdDecoder()
        let text = try decoder.decode(frame.span.bytes, limit: 100)
        #expect(text == Array("golden bytes".utf8))
    }

    @Test func `zstd stops at the limit`() throws {
        var encoder = try ZstdEncoder()
        var decoder = try ZstdDecoder()
        let frame = try encoder.encode([UInt8](repeating: 0, count: 10_000_000).span.bytes)
        let failure = #expect(throws: CompressionError.self) {
            try decoder.decode(frame.span.bytes, limit: 9_999_999)
        }
        #expect(failure?.code == .limitExceeded)
    }

    @Test func `every cut of a zstd frame is an error`() throws {
        var encoder = try ZstdEncoder()
        var decoder = try ZstdDecoder()
        let frame = try encoder.encode(Samples.random(count: 3000, alphabet: 20).span.bytes)
        for cut in 1..<frame.count {
            let prefix = Array(frame[..<cut])
            #expect(throws: CompressionError.self) {
                try decoder.decode(prefix.span.bytes, limit: 3000)
            }
        }
    }

    @Test(arguments: Samples.all.indices)
    func `LZ4 gives back what it took`(index: Int) throws {
        let sample = Samples.all[index]
        let block = try LZ4Block.encode(sample.span.bytes)
        #expect(try LZ4Block.decode(block.span.bytes, limit: sample.count) == sample)
    }

    @Test func `cut and flipped LZ4 blocks never give the content`() throws {
        let sample = Samples.random(count: 2000, alphabet: 8)
        let block = try LZ4Block.encode(sample.span.bytes)
        for cut in 0..<block.count {
            let prefix = Array(block[..<cut])
            let back = try? LZ4Block.decode(prefix.span.bytes, limit: 2000)
            #expect(back != sample)
        }
        #expect(throws: CompressionError.self) {
            try LZ4Block.decode(block.span.bytes, limit: 1999)
        }
    }

    @Test func `a Snappy block of another implementation is read`() throws {
        // google/snappy format: length 11, then a literal of 5, then a copy of 6 from 5 back.
        let block: [UInt8] = [11, 4 << 2] + Array("abcde".utf8) + [(6 - 4) << 2 | 1, 5]
        #expect(try SnappyDecoder.decode(block.span.bytes, limit: 11) == Array("abcdeabcdea".utf8))
        for cut in 0..<block.count {
            let prefix = Array(block[..<cut])
            #expect(throws: CompressionError.self) {
                try SnappyDecoder.decode(prefix.span.bytes, limit: 11)
            }
        }
        #expect(throws: CompressionError.self) {
            try SnappyDecoder.decode(block.span.bytes, limit: 10)
        }
    }
}
