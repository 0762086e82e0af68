import DDBAttributes
import Foundation

/// Decodes the lines of files on one core, several times, and prints the best rate.
///
///     DecodeBenchmark [--rounds N] [--shape export|item|change] FILE...
@main
struct DecodeBenchmark {
    static func main() throws {
        var files: [String] = []
        var rounds = 7
        var shape = LineShape.export
        var arguments = CommandLine.arguments.dropFirst()
        while let argument = arguments.popFirst() {
            switch argument {
            case "--rounds": rounds = arguments.popFirst().flatMap { Int($0) } ?? rounds
            case "--shape":
                switch arguments.popFirst() {
                case "item": shape = .item
                case "change": shape = .change
                default: shape = .export
                }
            default: files.append(argument)
            }
        }
        let data = try files.map { [UInt8](try Data(contentsOf: URL(fileURLWithPath: $0))) }
        let byteCount = data.reduce(0) { $0 + $1.count }
        var best = Double.infinity
        var records = 0
        var words = 0
        for _ in 0..<max(rounds, 1) {
            records = 0
            words = 0
            let clock = ContinuousClock()
            let start = clock.now
            for file in data { try decode(file, shape, &records, &words) }
            let duration = start.duration(to: clock.now)
            best = min(
                best,
                Double(duration.components.attoseconds) * 1e-18
                    + Double(duration.components.seconds))
        }
        let rate = Double(byteCount) / 1e6 / best
        print(
            #"{"bench":"decode","mb_per_s":\#(Int(rate)),"items_per_s":"#
                + #"\#(Int(Double(records) / best)),"bytes":\#(byteCount),"items":\#(records),"#
                + #""tape_words":\#(words)}"#)
    }

    static func decode(
        _ file: [UInt8], _ shape: LineShape, _ records: inout Int, _ words: inout Int
    ) throws {
        var decoder = LineDecoder(shape: shape)
        var offset = 0
        var isLast = false
        while !isLast {
            // Copying stands for what an inflater writes, and costs about 1 % of the time.
            isLast =
                decoder.fill { room in
                    let count = min(room.count, file.count - offset)
                    file.withUnsafeBytes {
                        room.copyMemory(
                            from: UnsafeRawBufferPointer(rebasing: $0[offset..<offset + count]))
                    }
                    offset += count
                    return count
                } == 0
            if let batch = try decoder.nextBatch(isLast: isLast) {
                records += batch.records.count
                words += batch.tape.count
            }
        }
    }
}
