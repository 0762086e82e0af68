import DDBAttributes
import Foundation

extension DecodeBenchmark {
    /// Measures Ion to lines alone, and on to batches.
    static func measureIon(_ data: [[UInt8]], _ rounds: Int) throws {
        for (name, decodes) in [("transcode", false), ("ion", true)] {
            let byteCount = data.reduce(0) { $0 + $1.count }
            var best = (Double.infinity, Double.infinity)
            var totals = Totals()
            for _ in 0..<max(rounds, 1) {
                totals = Totals()
                let start = (seconds(CLOCK_MONOTONIC), seconds(CLOCK_THREAD_CPUTIME_ID))
                for file in data {
                    try decodes ? decodeIon(file, &totals) : transcode(file, &totals)
                }
                best.0 = min(best.0, seconds(CLOCK_MONOTONIC) - start.0)
                best.1 = min(best.1, seconds(CLOCK_THREAD_CPUTIME_ID) - start.1)
            }
            report(name, byteCount, best.0, best.1, totals)
        }
    }

    /// Writes what a transcoder has at hand, fed from a file; 0 at its end.
    private static func read(
        _ transcoder: inout IonTranscoder, _ file: [UInt8], _ offset: inout Int,
        into region: UnsafeMutableRawBufferPointer
    ) throws -> Int {
        while true {
            let count = try transcoder.read(into: region, isLast: offset == file.count)
            if count > 0 || offset == file.count { return count }
            // Copying stands for what an inflater writes.
            offset += transcoder.fill { room in
                let count = min(room.count, file.count - offset)
                file.withUnsafeBytes {
                    room.copyMemory(
                        from: UnsafeRawBufferPointer(rebasing: $0[offset..<offset + count]))
                }
                return count
            }
        }
    }

    private static func transcode(_ file: [UInt8], _ totals: inout Totals) throws {
        var transcoder = IonTranscoder()
        var offset = 0
        var region = [UInt8](repeating: 0, count: 256 << 10)
        while try region.withUnsafeMutableBytes({
            try read(&transcoder, file, &offset, into: $0)
        }) > 0 {}
        totals.records += transcoder.recordCount
    }

    private static func decodeIon(_ file: [UInt8], _ totals: inout Totals) throws {
        var transcoder = IonTranscoder()
        var decoder = LineDecoder(shape: .export)
        var offset = 0
        var isLast = false
        while !isLast {
            isLast = try decoder.fill { try read(&transcoder, file, &offset, into: $0) } == 0
            if !isLast, decoder.freeByteCount > 0 { continue }
            if let batch = try decoder.nextBatch(isLast: isLast) {
                totals.records += batch.records.count
                totals.words += batch.tape.count
            }
        }
    }
}
