import DDBBase
import DDBJSON
import DDBTestKit
import DDBTestSupport
import FollowedTables
import Foundation
import Synchronization
import Testing

/// Pipelines that follow a stream of `ddbkit local` and die by SIGKILL while others write.
///
/// `DDBKIT_SEED=N` plays them with another seed; the moments are the machine's.
@Suite(.serialized, .timeLimit(.minutes(60))) struct KilledFollowingTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let isSoak = environment["DDBKIT_SOAK"] != nil
    private static let roundCount = isSoak ? 60 : 6
    private static let seed =
        environment["DDBKIT_SEED"].flatMap { UInt64($0) }
        ?? (isSoak ? UInt64(Date().timeIntervalSince1970) : 20_261_121)
    private static let writePause = Duration.milliseconds(20)

    /// Tells that writing is over.
    private final class Flag: Sendable {
        private let state = Atomic(false)

        var isSet: Bool { state.load(ordering: .relaxed) }

        func set() { state.store(true, ordering: .relaxed) }
    }

    private static func write(to table: LoggedTable, until isOver: Flag) async throws {
        while !isOver.isSet {
            try await table.step()
            try await Task.sleep(for: writePause)
        }
    }

    /// Runs a body while somebody writes to a table.
    private static func whileWriting(
        _ table: LoggedTable, _ body: () async throws -> Void
    ) async throws {
        let isOver = Flag()
        async let writing: Void = write(to: table, until: isOver)
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body())
        } catch {
            outcome = .failure(error)
        }
        isOver.set()
        try await writing
        try outcome.get()
    }

    private static func with(
        _ body: @escaping @Sendable (FollowedEndpoint) async throws -> Void
    ) async throws {
        // Its own threads, for what runs on them blocks.
        let pool = ThreadPool(threadCount: 2)
        try await withTaskExecutorPreference(pool) {
            let endpoint = try await FollowedEndpoint(seed: seed)
            defer { endpoint.stop() }
            try await body(endpoint)
        }
    }

    /// Kills runs of a pipeline, one after another, and lets shards roll and split between them.
    ///
    /// - Parameters:
    ///   - progress: What grows while a run goes on; a run dies when it has grown by up to `most`.
    ///   - afterRound: What is looked at when a run is dead.
    private static func kill(
        _ endpoint: FollowedEndpoint, _ pipeline: String, most: Int,
        output: (Int) -> String?, progress: (Int) -> Int, afterRound: (Int) throws -> Void
    ) async throws {
        let random = SeededRandom(seed: seed)
        var splitCount = 0
        for round in 0..<roundCount {
            let moment = progress(round) + 1 + random.number(below: most)
            let run = try endpoint.run(pipeline, output: output(round))
            let isInTime = run.look(RunningProgram.looksMax) { progress(round) >= moment }
            usleep(UInt32(random.number(below: 8000)))
            let said = try run.errors
            #expect(run.kill(), "round \(round), seed \(seed): it ended by itself: \(said)")
            #expect(isInTime, "round \(round), seed \(seed): it does nothing: \(said)")
            try afterRound(round)
            switch random.number(below: 4) {
            case 0 where splitCount < 2:
                splitCount += 1
                try await endpoint.table.shards("split")
            case 0, 1: try await endpoint.table.shards("roll")
            case _: break
            }
        }
    }

    /// Runs a pipeline to the end of the stream, which is switched off.
    private static func finish(
        _ endpoint: FollowedEndpoint, _ pipeline: String, output: String? = nil
    ) async throws {
        try await endpoint.table.disableStream()
        let last = try endpoint.run(pipeline, output: output)
        let (status, said) = (try last.end(), try last.errors)
        #expect(status == 0, "seed \(seed): \(said)")
    }

    // Streams into a store.

    private static func logCount(_ folder: ScratchFolder) -> Int {
        // The folder may not be there yet.
        (try? FileManager.default.contentsOfDirectory(atPath: folder.path + "/store/t/_delta_log")
            .count) ?? 0
    }

    private static func follow(_ endpoint: FollowedEndpoint, mode: String) async throws {
        let folder = endpoint.folder
        let state = StoreState(path: folder.path + "/store")
        let pipeline = try endpoint.pipeline(
            "run",
            into: "{store: {path: \(folder.path)/store, table: t, key: pk, mode: \(mode), "
                + "commit-rows: 10, commit-interval: 30ms}}")
        try await whileWriting(endpoint.table) {
            try await kill(
                endpoint, pipeline, most: 25, output: { _ in nil },
                progress: { _ in logCount(folder) }
            ) { round in
                guard logCount(folder) > 0 else { return }
                let isSound = try state.isSound()
                #expect(isSound, "round \(round), seed \(seed)")
            }
        }
        try await finish(endpoint, pipeline)
        #expect(try state.isSound(), "seed \(seed)")
        #expect(try await endpoint.table.scan() == endpoint.table.items)
    }

    /// The rows of the table, as DynamoDB JSON: items, or the changes of a history.
    private static func rows(_ folder: ScratchFolder) throws -> [Substring] {
        let outcome = try Program("ddbkit").run([
            "store", "export", "t", "--store", folder.path + "/store", "--format", "ddb-json",
            "--output", folder.path + "/rows",
        ])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let text = try String(contentsOfFile: folder.path + "/rows", encoding: .utf8)
        return text.split(separator: "\n")
    }

    @Test func `killed between any two commits, a store has what the endpoint has`() async throws {
        try await Self.with { endpoint in
            try await Self.follow(endpoint, mode: "changes")
            var items: [String: Int] = [:]
            for row in try Self.rows(endpoint.folder) {
                let bytes = Array(row.utf8)
                let item = try JSONValue.parse(bytes.span.bytes)
                let key = try #require(item["pk"]?["S"]?.string)
                #expect(items[key] == nil, "\(key) is there twice, seed \(Self.seed)")
                items[key] = item["n"]?["N"]?.string.flatMap { Int($0) }
            }
            #expect(items == endpoint.table.items, "seed \(Self.seed)")
            #expect(endpoint.table.writeCount > 50)
        }
    }

    @Test func `killed between any two commits, a history has each change once`() async throws {
        try await Self.with { endpoint in
            try await Self.follow(endpoint, mode: "history")
            let rows = try Self.rows(endpoint.folder).map { try Self.record($0) }
                .sorted { $0.precedes($1) }
            let audit = DeliveryAudit(endpoint.table.log, [rows], images: .newAndOld)
            #expect(audit.faults == [], "seed \(Self.seed)")
            #expect(audit.repeatedCount == 0, "seed \(Self.seed)")
            #expect(rows.count == endpoint.table.writeCount, "seed \(Self.seed)")
            #expect(endpoint.table.writeCount > 50)
        }
    }

    // Streams into lines, with positions in a file.

    @Test func `killed at any moment, lines with a file of positions lack no change`()
        async throws
    {
        try await Self.with { endpoint in
            let folder = endpoint.folder
            let pipeline = try endpoint.pipeline(
                "run", into: #"{lines: {path: "-", shape: change}}"#,
                "positions: \(folder.path)/positions.json")
            let path = { (round: Int) in folder.path + "/lines-\(round)" }
            // The file of positions as each run finds it.
            var found = [""]
            let kept = { (try? folder.text("positions.json")) ?? "" }
            try await Self.whileWriting(endpoint.table) {
                try await Self.kill(
                    endpoint, pipeline, most: 120, output: path,
                    progress: { round in
                        // Positions are kept once a second: every other run lives until they are.
                        guard round % 2 == 0 else { return kept() == found[round] ? 0 : 1000 }
                        return Self.wholeLines(path(round)).count
                    }
                ) { _ in found.append(kept()) }
            }
            try await Self.finish(endpoint, pipeline, output: path(Self.roundCount))
            let runs = try (0...Self.roundCount).map { round in
                try Self.wholeLines(path(round)).map { try Self.record($0) }
            }
            let audit = DeliveryAudit(endpoint.table.log, runs, images: .newAndOld)
            #expect(audit.faults == [], "seed \(Self.seed)")
            #expect(audit.distinctCount == endpoint.table.writeCount)
            // Each run went on from the file, not from the start.
            var positionCount = 0
            for (round, text) in found.enumerated() {
                let positions = Self.sequences(text)
                positionCount += positions.count
                for line in Self.wholeLines(path(round)) {
                    let record = try Self.record(line)
                    guard let last = positions[try Self.partition(line)] else { continue }
                    let isBehind = (last.count, last) < (record.sequence.count, record.sequence)
                    #expect(isBehind, "run \(round) begins too early, seed \(Self.seed)")
                }
            }
            #expect(positionCount > 0)
            let ends = Self.sequences(kept())
            let first = try #require(Self.wholeLines(path(0)).first)
            #expect(ends[try Self.partition(first)] != nil, "lines and positions name shards alike")
            #expect(kept().contains(#""finished":true"#))
            let attributes = try FileManager.default.attributesOfItem(
                atPath: folder.path + "/positions.json")
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
    }

    /// The lines of a file but for one that has no end.
    private static func wholeLines(_ path: String) -> [Substring] {
        // A run that has not begun has written none.
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        return Array(text.split(separator: "\n", omittingEmptySubsequences: false).dropLast())
    }

    /// The sequence behind which each shard is to be read, by the text of a file of positions; of
    /// one that is finished nothing is.
    private static func sequences(_ text: String) -> [String: String] {
        var sequences: [String: String] = [:]
        let entries = /"partition":"([^"]+)","position":"1:(after|finished):0*([0-9]+):/
        for match in text.matches(of: entries) {
            let last = match.2 == "after" ? String(match.3) : String(repeating: "9", count: 40)
            sequences[String(match.1)] = last
        }
        return sequences
    }

    private static func partition(_ line: Substring) throws -> String {
        let bytes = Array(line.utf8)
        return try #require(try JSONValue.parse(bytes.span.bytes)["partition"]?.string)
    }

    private static func record(_ line: Substring) throws -> GivenRecord {
        let bytes = Array(line.utf8)
        let change = try JSONValue.parse(bytes.span.bytes)
        let number = { (image: String) in
            change[image]?["n"]?["N"]?.string.flatMap { Int($0) }
        }
        return GivenRecord(
            sequence: String(try #require(change["sequence"]?.string).drop { $0 == "0" }),
            key: try #require((change["keys"] ?? change["newImage"])?["pk"]?["S"]?.string),
            event: try #require(change["eventName"]?.string), new: number("newImage"),
            old: number("oldImage"),
            time: change["eventTime"]?.string.flatMap { Instant(iso8601: $0) }, isExpiry: nil)
    }
}
