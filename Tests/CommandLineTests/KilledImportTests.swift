import DDBTestKit
import DDBTestSupport
import Foundation
import Testing

/// Imports that die by SIGKILL.
@Suite struct KilledImportTests {
    private static let ddbkit = Program("ddbkit")
    private static let isSoak = ProcessInfo.processInfo.environment["DDBKIT_SOAK"] != nil
    private static let roundCount = isSoak ? 200 : 6
    /// An import makes about this many files and folders, one after the other.
    private static let stepsMax = 9
    private static let old = Result { try MadeExport.plain(fileCount: 2, itemCount: 50) }
    private static let new = Result { try MadeExport.plain(fileCount: 3, itemCount: 100) }
    private static let seed = isSoak ? UInt64(Date().timeIntervalSince1970) : 20_260_301

    @Test func `a killed import leaves no table or the whole one`() throws {
        let random = SeededRandom(seed: Self.seed)
        var killedCount = 0
        for round in 0..<10 * Self.roundCount where round < Self.roundCount || killedCount == 0 {
            let store = try ScratchFolder()
            let state = StoreState(path: store.path)
            if try Self.kill(into: store, [], random) { killedCount += 1 }
            let rows = try state.rows()
            let context: Comment = "seed \(Self.seed), round \(round)"
            #expect(rows == [:] || rows == [MadeExport.table: 300], context)
            let isThere = !rows.isEmpty
            #expect(try !isThere || state.isSound(), context)
            let again = try Self.load(
                Self.new.get(), into: store, isThere ? ["--replace"] : [])
            #expect(again.status == 0, "\(again.errors) \(context)")
            try expectWhole(state, context)
        }
        #expect(killedCount > 0, "every import was too fast; seed \(Self.seed)")
    }

    @Test func `a killed replacement leaves the old table or the new one`() throws {
        let random = SeededRandom(seed: Self.seed &+ 1)
        let store = try ScratchFolder()
        let state = StoreState(path: store.path)
        var killedCount = 0
        for round in 0..<10 * Self.roundCount where round < Self.roundCount || killedCount == 0 {
            // Both exports have one ARN: what is left of the new one is not of the old one.
            let first = try Self.load(
                Self.old.get(), into: store, round == 0 ? [] : ["--replace", "--restart"])
            let context: Comment = "seed \(Self.seed), round \(round)"
            #expect(first.status == 0, "\(first.errors) \(context)")
            if try Self.kill(into: store, ["--replace"], random) { killedCount += 1 }
            let rows = try state.rows()
            #expect(
                rows == [MadeExport.table: 100] || rows == [MadeExport.table: 300], context)
            #expect(try state.isSound(), context)
        }
        let last = try Self.load(Self.new.get(), into: store, ["--replace"])
        #expect(last.status == 0, "\(last.errors)")
        try expectWhole(state, "seed \(Self.seed), at the end")
        #expect(killedCount > 0, "every import was too fast; seed \(Self.seed)")
    }

    private func expectWhole(_ state: StoreState, _ context: Comment) throws {
        #expect(try state.rows() == [MadeExport.table: 300], context)
        #expect(try state.isSound(), context)
        #expect(try state.orphans() == [], context)
    }

    private static func load(
        _ export: MadeExport, into store: ScratchFolder, _ options: [String]
    ) throws -> Program.Outcome {
        try ddbkit.run(["import", export.path, "--store", store.path, "--threads", "2"] + options)
    }

    /// Kills an import a little after it made its nth file or folder: moments between two steps of
    /// the work are as likely as those of the long start.
    private static func kill(
        into store: ScratchFolder, _ options: [String], _ random: SeededRandom
    ) throws -> Bool {
        let before = Set(try store.names())
        let step = random.number(below: stepsMax + 1)
        var seen: Set<String> = []
        return try ddbkit.runUntilKilled(
            ["import", new.get().path, "--store", store.path, "--threads", "2"] + options,
            delayMicroseconds: UInt32(random.number(below: 3000))
        ) {
            // A file may go while the folder is read.
            if let names = try? store.names() { seen.formUnion(names) }
            return seen.subtracting(before).count >= step
        }
    }
}
