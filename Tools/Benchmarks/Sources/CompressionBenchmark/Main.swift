import DDBCompression
import Foundation

/// Compresses and decompresses a file's bytes on one core, and prints the best rates.
///
///     CompressionBenchmark [--rounds N] [FILE]
///
/// A gzip file is inflated first. MB are of bytes before compression; gzip goes through a buffer of
/// a mebibyte, as an import does.
@main
struct CompressionBenchmark {
    static func main() throws {
        var path: String?
        var rounds = 5
        var arguments = CommandLine.arguments.dropFirst()
        while let argument = arguments.popFirst() {
            switch argument {
            case "--rounds": rounds = arguments.popFirst().flatMap { Int($0) } ?? rounds
            default: path = argument
            }
        }
        var bytes =
            try path.map { [UInt8](try Data(contentsOf: URL(fileURLWithPath: $0))) }
            ?? made()
        var gzip: [UInt8]?
        if bytes.starts(with: [0x1F, 0x8B]) {
            gzip = bytes
            bytes = try GzipDecoder.decode(bytes.span.bytes, limit: 4 << 30)
        }
        let stream = gzip ?? GzipEncoder.encode(bytes.span.bytes)
        try measure("gzip_decode", bytes.count, stream.count, rounds) { try inflate(stream) }
        try measure("gzip_encode", bytes.count, stream.count, rounds) {
            GzipEncoder.encode(bytes.span.bytes).count
        }
        for level in [1, 3] {
            var encoder = try ZstdEncoder(level: level)
            var decoder = try ZstdDecoder()
            let frame = try encoder.encode(bytes.span.bytes)
            try measure("zstd_\(level)_encode", bytes.count, frame.count, rounds) {
                try encoder.encode(bytes.span.bytes).count
            }
            try measure("zstd_\(level)_decode", bytes.count, frame.count, rounds) {
                try decoder.decode(frame.span.bytes, limit: bytes.count).count
            }
        }
        let block = try LZ4Block.encode(bytes.span.bytes)
        try measure("lz4_encode", bytes.count, block.count, rounds) {
            try LZ4Block.encode(bytes.span.bytes).count
        }
        try measure("lz4_decode", bytes.count, block.count, rounds) {
            try LZ4Block.decode(block.span.bytes, limit: bytes.count).count
        }
    }

    static func inflate(_ stream: [UInt8]) throws -> Int {
        var decoder = try GzipDecoder(limit: 4 << 30)
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        var consumed = 0
        var total = 0
        var written = 0
        repeat {
            var span = buffer.mutableSpan
            var region = span.mutableBytes
            written = try decoder.decode(stream.span.bytes, consumed: &consumed, into: &region)
            total += written
        } while written > 0
        try decoder.finish()
        return total
    }

    /// Lines that compress about as well as a table's export.
    static func made() -> [UInt8] {
        var state: UInt64 = 42
        var bytes: [UInt8] = []
        while bytes.count < 16 << 20 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            bytes += Array(
                #"{"Item":{"id":{"S":"\#(state >> 20)"},"city":{"S":"city \#(state >> 58)"}}}"#.utf8
            )
            bytes.append(10)
        }
        return bytes
    }

    static func measure(
        _ name: String, _ byteCount: Int, _ compressed: Int, _ rounds: Int,
        _ body: () throws -> Int
    ) rethrows {
        func now() -> Double {
            var time = timespec()
            clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
            return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
        }
        var best = Double.infinity
        for _ in 0..<max(rounds, 1) {
            let start = now()
            _ = try body()
            best = min(best, now() - start)
        }
        print(
            #"{"bench":"\#(name)","mb_per_s":\#(Int(Double(byteCount) / 1e6 / best)),"#
                + #""bytes":\#(byteCount),"compressed":\#(compressed)}"#)
    }
}
