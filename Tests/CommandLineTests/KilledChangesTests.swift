import DDBTestKit
import DDBTestSupport
import Foundation
import Testing

/// Pipelines of changes that die by SIGKILL.
@Suite struct KilledChangesTests {
    private static let ddbkit = Program("ddbkit")
    private static let isSoak = ProcessInfo.processInfo.environment["DDBKIT_SOAK"] != nil
    private static let killCount = isSoak ? 200 : 5
    private static let seed = isSoak ? UInt64(Date().timeIntervalSince1970) : 20_261_121
    private static let fileCount = 3
    private static let lineCount = 3000

    private struct Description: Decodable {
        struct Position: Decodable {
            var partition: String
            var position: String?
            var sequence: String?
        }
        var version: Int
        var mode: String
        var lastChange: String?
        var positions: [Position]
    }

    private func describe(_ folder: ScratchFolder) throws -> Description? {
        let outcome = try Self.ddbkit.run([
            "store", "describe", "t", "--store", folder.path + "/store", "--json",
        ])
        if outcome.status == 66 { return nil }
        return try JSONDecoder().decode(Description.self, from: Data(outcome.output.utf8))
    }

    private func writePipeline(
        _ folder: ScratchFolder, _ paths: [String], _ name: String = "pipeline"
    ) throws -> String {
        let text = """
            source:
              lines:
                path: [\(paths.map { "\"\($0)\"" }.joined(separator: ", "))]
                batch-bytes: 4KiB
            sink:
              store:
                path: \(folder.path)/store
                table: t
                key: pk
                mode: changes
                commit-rows: 100
                commit-interval: 20ms
            settings: {lanes: 2}
            """
        try folder.write("\(name).yaml", Array(text.utf8))
        return folder.path + "/\(name).yaml"
    }

    /// The visible items, by a pipeline out of the store, ordered.
    private func items(_ folder: ScratchFolder) throws -> [String] {
        let text = """
            source: {store: {path: \(folder.path)/store, table: t}}
            sink: {lines: {path: \(folder.path)/out, replace: true}}
            """
        try folder.write("out.yaml", Array(text.utf8))
        let outcome = try Self.ddbkit.run(["run", folder.path + "/out.yaml", "--quiet"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let lines = try String(contentsOfFile: folder.path + "/out", encoding: .utf8)
        return lines.split(separator: "\n").map(String.init).sorted()
    }

    private func isSound(_ folder: ScratchFolder) throws -> Bool {
        try StoreState(path: folder.path + "/store").isSound()
    }

    /// Expects what the files say up to the positions that the table says.
    private func expectExact(
        _ folder: ScratchFolder, _ files: ChangeFiles, _ context: Comment
    ) throws {
        guard let description = try describe(folder) else { return }
        let counts = files.paths.map { path in
            Int(description.positions.first { $0.partition == path }?.position ?? "0")
        }
        #expect(try items(folder) == files.items(after: counts), context)
        #expect(try isSound(folder), context)
    }

    @Test func `a killed pipeline loses nothing and doubles nothing`() throws {
        let random = SeededRandom(seed: Self.seed)
        var killedCount = 0
        var runCount = 0
        while killedCount < Self.killCount, runCount < 10 * Self.killCount {
            let folder = try ScratchFolder()
            let files = try ChangeFiles(
                folder, fileCount: Self.fileCount, lineCount: Self.lineCount,
                seed: Self.seed &+ UInt64(runCount))
            let pipeline = try writePipeline(folder, files.paths)
            var isKilled = true
            while isKilled {
                runCount += 1
                isKilled = try kill(pipeline, folder, random)
                killedCount += isKilled ? 1 : 0
                try expectExact(
                    folder, files, "seed \(Self.seed), run \(runCount), kill \(killedCount)")
                if killedCount >= Self.killCount { break }
            }
            let last = try Self.ddbkit.run(["run", pipeline, "--quiet"])
            #expect(last.status == 0, "\(last.errors)")
            #expect(
                try items(folder) == files.items(after: files.paths.map { _ in nil }),
                "seed \(Self.seed), run \(runCount)")
            #expect(try isSound(folder))
        }
        #expect(killedCount == Self.killCount, "runs were too fast; seed \(Self.seed)")
    }

    /// Kills a run a little after the nth file of the table's log that it sees.
    private func kill(
        _ pipeline: String, _ folder: ScratchFolder, _ random: SeededRandom
    ) throws -> Bool {
        let log = folder.path + "/store/t/_delta_log"
        func count() -> Int {
            // The folder may not be there yet.
            (try? FileManager.default.contentsOfDirectory(atPath: log).count) ?? 0
        }
        let moment = count() + random.number(below: 60)
        return try Self.ddbkit.runUntilKilled(
            ["run", pipeline, "--quiet"],
            delayMicroseconds: UInt32(random.number(below: 8000))
        ) { count() >= moment }
    }

    @Test func `files that overlap what the table has change nothing`() throws {
        let folder = try ScratchFolder()
        let files = try ChangeFiles(
            folder, fileCount: 2, lineCount: 500, seed: Self.seed)
        let pipeline = try writePipeline(folder, files.paths)
        #expect(try Self.ddbkit.run(["run", pipeline]).status == 0)
        let all = files.items(after: [nil, nil])
        #expect(try items(folder) == all)
        let first = try #require(try describe(folder))
        #expect(first.mode == "latest")
        #expect(first.lastChange != nil)
        #expect(
            first.positions.map { "\($0.position ?? "-") \($0.sequence ?? "-")" } == [
                "500 -", "500 -", "- 600", "- 600",
            ])

        #expect(try Self.ddbkit.run(["run", pipeline]).status == 0)
        #expect(try describe(folder)?.version == first.version)

        try folder.write("again-0", files.text(of: 0, 100..<500))
        try folder.write("again-1", files.text(of: 1, 0..<1))
        let again = try writePipeline(
            folder, [folder.path + "/again-0", folder.path + "/again-1"], "again")
        let outcome = try Self.ddbkit.run(["run", again])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("count=401"), "\(outcome.errors)")
        #expect(try items(folder) == all)
        #expect(try isSound(folder))
    }

    @Test func `changes come from standard input too`() throws {
        let folder = try ScratchFolder()
        let files = try ChangeFiles(folder, fileCount: 1, lineCount: 200, seed: Self.seed)
        let pipeline = try writePipeline(folder, ["-"])
        for _ in 0..<2 {
            let outcome = try Self.ddbkit.run(
                ["run", pipeline],
                environment: ["CHANGES": files.paths[0]],
                launcher: ["sh", "-c", #"exec "$0" "$@" < "$CHANGES""#])
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(try items(folder) == files.items(after: [nil]))
        }
    }
}
