import DDBTestKit
import DDBTestSupport
import Foundation
import Testing

/// Imports that die by SIGKILL and are run again.
@Suite struct ResumedImportTests {
    private static let ddbkit = Program("ddbkit")
    private static let isSoak = ProcessInfo.processInfo.environment["DDBKIT_SOAK"] != nil
    private static let roundCount = isSoak ? 60 : 4
    /// More kills would mostly leave nothing to do for the last run.
    private static let killsMax = 2
    private static let seed = isSoak ? UInt64(Date().timeIntervalSince1970) : 20_260_311
    private static let export = Result { try MadeExport.plain(fileCount: 30, itemCount: 1000) }

    private struct Report: Decodable {
        var items: Int
        var resumedItems: Int
    }

    private static func arguments(_ store: ScratchFolder, _ more: [String] = []) throws -> [String]
    {
        [
            "import", try export.get().path, "--store", store.path, "--threads", "2",
            "--checkpoint-interval", "1ms",
        ] + more
    }

    /// Kills an import a little after it made its nth file or folder.
    private static func kill(_ store: ScratchFolder, _ random: SeededRandom) throws -> Bool {
        let before = Set(try store.names())
        let step = random.number(below: 32)
        var seen: Set<String> = []
        return try ddbkit.runUntilKilled(
            arguments(store), delayMicroseconds: UInt32(random.number(below: 3000))
        ) {
            // A file may go while the folder is read.
            if let names = try? store.names() { seen.formUnion(names) }
            return seen.subtracting(before).count >= step
        }
    }

    @Test func `an import that is killed again and again goes on and counts right`() throws {
        let random = SeededRandom(seed: Self.seed)
        var resumedCount = 0
        // On some machines fewer imports are killed in the midst of their work than on others.
        for round in 0..<10 * Self.roundCount where round < Self.roundCount || resumedCount == 0 {
            let context: Comment = "seed \(Self.seed), round \(round)"
            let store = try ScratchFolder()
            let state = StoreState(path: store.path)
            var isKilled = true
            for _ in 0..<Self.killsMax where isKilled { isKilled = try Self.kill(store, random) }
            let isThere = try !state.rows().isEmpty
            if !isThere {
                let last = try Self.ddbkit.run(Self.arguments(store, ["--json"]))
                #expect(last.status == 0, "\(last.errors) \(context)")
                let report = try JSONDecoder().decode(Report.self, from: Data(last.output.utf8))
                #expect(report.items == 30_000, context)
                if report.resumedItems > 0 { resumedCount += 1 }
            }
            #expect(try state.rows() == [MadeExport.table: 30_000], context)
            #expect(try state.isSound(), context)
            if !isThere { #expect(try state.orphans() == [], context) }
        }
        #expect(resumedCount > 0, "no import had anything to go on with; seed \(Self.seed)")
    }

    @Test func `an unfinished import asks for its options, or to be given up`() throws {
        let random = SeededRandom(seed: Self.seed &+ 1)
        let store = try ScratchFolder()
        let state = StoreState(path: store.path)
        let generations = store.path + "/made/_ddbkit/generations"
        for _ in 0..<200 {
            let isKilled = try Self.kill(store, random)
            let logs = (try? FileManager.default.subpathsOfDirectory(atPath: generations)) ?? []
            if isKilled, logs.contains(where: { $0.hasSuffix("00.json") }), try state.rows() == [:]
            {
                break
            }
            try? FileManager.default.removeItem(atPath: store.path + "/made")
        }
        let other = try Self.ddbkit.run(Self.arguments(store, ["--columns", "record"]))
        #expect(other.status == 73, "\(other.errors)")
        #expect(other.errors.contains("(columns)") && other.errors.contains("--restart"))
        let anew = try Self.ddbkit.run(
            Self.arguments(store, ["--columns", "record", "--restart", "--key", "pk", "--json"]))
        #expect(anew.status == 0, "\(anew.errors)")
        #expect(anew.output.contains(#""resumedItems":0"#))
        #expect(try state.rows() == [MadeExport.table: 30_000])
        #expect(try state.isSound() && state.orphans() == [])
    }

    @Test func `an import under another name stands beside the first`() throws {
        let store = try ScratchFolder()
        for name in ["made", "copy"] {
            let outcome = try Self.ddbkit.run(Self.arguments(store, ["--as", name]))
            #expect(outcome.status == 0, "\(outcome.errors)")
        }
        #expect(try StoreState(path: store.path).rows() == ["made": 30_000, "copy": 30_000])
    }
}
