import DDBBase
import DDBShards

/// Reads a stream in two runs; the second goes on from the positions that the first has stored.
///
///     swift run ShardsExample
@main struct ShardsExample {
    static func main() throws {
        let stream = SmallStream()
        let noon = Instant(milliseconds: 1_790_003_600_000)
        var first = try SmallReader(stream, saved: nil, at: noon)
        print("first run:", first.run(recordsMax: 2))
        print(first.stored.text, terminator: "")
        var second = try SmallReader(
            stream, saved: first.stored.text,
            at: noon.advanced(byMicroseconds: 3_600_000_000))
        print("second run:", second.run(recordsMax: .max))
        print("all is read:", second.stored.sorted.allSatisfy(\.position.isFinished))
    }
}
