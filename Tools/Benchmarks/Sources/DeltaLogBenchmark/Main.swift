import DDBBase
import DDBDeltaLog
import DDBTestKit
import Foundation

/// Times the work on deletion vectors and checkpoints on one core, in memory.
///
///     DeltaLogBenchmark [--rounds N] [--rows N] [--deleted N] [--files N]
///
/// The bitmap has `--deleted` random rows of `--rows`; the checkpoint has `--files` files, a tenth
/// of them with a vector, and as many tombstones as a tenth.
@main
struct DeltaLogBenchmark {
    static func main() async throws {
        var sizes = [
            "--rounds": 7, "--rows": 10_000_000, "--deleted": 1_000_000, "--files": 10_000,
        ]
        var arguments = CommandLine.arguments.dropFirst()
        while let argument = arguments.popFirst() {
            guard sizes[argument] != nil, let value = arguments.popFirst().flatMap({ Int($0) })
            else { throw Failure() }
            sizes[argument] = value
        }
        let rounds = max(sizes["--rounds"] ?? 1, 1)
        try bitmaps(rounds, rows: sizes["--rows"] ?? 0, deleted: sizes["--deleted"] ?? 0)
        try await checkpoints(rounds, files: sizes["--files"] ?? 0)
    }

    struct Failure: Error {}

    static func bitmaps(_ rounds: Int, rows: Int, deleted: Int) throws {
        let random = SeededRandom(seed: 1)
        let numbers = (0..<deleted).map { _ in Int(random.next() % UInt64(rows)) }
        let set = RowSet(numbers)
        let bytes = set.serialized()
        let few = RowSet((0..<10).map { _ in Int(random.next() % UInt64(rows)) })
        let build = best(rounds) { RowSet(numbers).count }
        let serialize = best(rounds) { set.serialized().count }
        let parse = try best(rounds) { try RowSet(serialized: bytes.span.bytes).count }
        let union = best(rounds) { set.union(few).count }
        let words = best(rounds) { set.words(rowCount: rows).count }
        var mask = [UInt8](repeating: 0, count: 2048)
        let fill = best(rounds) {
            var sum = 0
            for start in stride(from: 0, to: rows, by: 2048) {
                var span = mask.mutableSpan
                set.fill(&span, from: start)
                sum += Int(mask[0])
            }
            return sum
        }
        let contains = best(rounds) { numbers.count { set.contains($0) } }
        print(
            #"{"bench":"row_set","rows":\#(rows),"deleted":\#(set.count),"bytes":\#(bytes.count),"#
                + #""build_ms":\#(ms(build)),"serialize_ms":\#(ms(serialize)),"#
                + #""parse_ms":\#(ms(parse)),"union_of_10_ms":\#(ms(union)),"#
                + #""words_ms":\#(ms(words)),"mask_ms":\#(ms(fill)),"#
                + #""contains_all_ms":\#(ms(contains))}"#)
    }

    static func checkpoints(_ rounds: Int, files: Int) async throws {
        let store = MemoryBlobStore()
        let table = DeltaTable(store: store, path: "t")
        let random = SeededRandom(seed: 1)
        var vectors = DeletionVectorBuilder(random: random)
        var actions: [LogAction] = [
            .protocolVersion(ProtocolVersion(requiring: [.deletionVectors])),
            .metaData(
                TableMetadata(
                    id: random.uuid(), schema: DeltaSchema([DeltaField("pk", .string)]),
                    configuration: [TableSnapshot.deletionVectorsProperty: "true"])),
        ]
        var gone: [LogAction] = []
        for index in 0..<files {
            var file = file(index, random)
            if index % 10 == 1 { file.deletionVector = vectors.add(RowSet([index % 1000])) }
            actions.append(.add(file))
            if index % 10 == 2 { gone.append(.remove(file.removal(at: 1000))) }
        }
        let info = CommitInfo(timestamp: 1000, operation: "WRITE", engine: "ddbkit")
        _ = try await table.commit(TableCommit(actions, info: info), onto: nil)
        _ = try await table.commit(
            TableCommit(gone, info: info), onto: table.snapshot())
        let replay = try await best(rounds) { try await table.snapshot().fileCount }
        let snapshot = try await table.snapshot()
        var byteCount = 0
        let write = try await best(rounds) {
            byteCount = try await table.writeCheckpoint(
                of: snapshot, keepingTombstonesFrom: 0
            ).byteCount
            return byteCount
        }
        let read = try await best(rounds) { try await table.snapshot().fileCount }
        print(
            #"{"bench":"checkpoint","files":\#(snapshot.fileCount),"bytes":\#(byteCount),"#
                + #""write_ms":\#(ms(write)),"read_ms":\#(ms(read)),"#
                + #""replay_of_json_ms":\#(ms(replay))}"#)
    }

    /// A file as the store adds it: the bounds of a key and two counts.
    static func file(_ index: Int, _ random: SeededRandom) -> AddFile {
        var statistics = FileStatistics(rowCount: 10_000)
        statistics.setLeaf(
            ["pk"], minimum: .string("CUSTOMER#\(index)"),
            maximum: .string("CUSTOMER#\(index + 900)"), nullCount: 0)
        statistics.setLeaf(
            ["total"], minimum: .integer(1), maximum: .integer(Int64(index)), nullCount: 3)
        return AddFile(
            path: "part-\(random.uuid()).parquet", byteCount: 1_000_000 + Int64(index),
            modificationTime: 1_767_225_600_000, statistics: statistics.text,
            tags: ["ddbkit.crc32": "0badcafe"])
    }

    /// The processor seconds of the best round; the work gives a number.
    static func best(_ rounds: Int, _ work: () throws -> Int) rethrows -> Double {
        var best = Double.infinity
        for _ in 0..<rounds {
            let begin = processorSeconds()
            keep(try work())
            best = min(best, processorSeconds() - begin)
        }
        return best
    }

    static func best(_ rounds: Int, _ work: () async throws -> Int) async rethrows -> Double {
        var best = Double.infinity
        for _ in 0..<rounds {
            let begin = processorSeconds()
            keep(try await work())
            best = min(best, processorSeconds() - begin)
        }
        return best
    }

    /// Takes a result, so that the work for it is not left out.
    @inline(never) static func keep(_ value: Int) {}

    static func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    static func ms(_ seconds: Double) -> Double { (seconds * 100_000).rounded() / 100 }
}
