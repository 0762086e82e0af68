import DDBTestKit
import DDBTestSupport
import Foundation
import Testing

/// Exports whose checksums are right and whose contents are not, and the reverse.
@Suite struct DamagedLineTests {
    private static let ddbkit = Program("ddbkit")
    private static let isSoak = ProcessInfo.processInfo.environment["DDBKIT_SOAK"] != nil

    private static let good = #"{"Item":{"pk":{"S":"secret-1"}}}"#

    /// Lines that are no items.
    static let lines = [
        #"{"Item":{"pk":{"S":"secret-2"}"#, #"{"Item":{"pk":{"N":"1e"}}}"#,
        #"{"Item":{"pk":{"S":"secret-3","N":"1"}}}"#, #"{"Item":{"pk":{"B":"secret"}}}"#,
        #"{"Item":{"pk":{"X":"secret-4"}}}"#, "secret-5", #"{"Item":{"pk":"secret-6"}}"#,
        #"{"Item":{"pk":{"S":"secret-7"},"pk":{"S":"secret-8"}}}"#,
    ]

    @Test(arguments: lines)
    func `a line that is no item is named by file and number`(line: String) throws {
        var second = [String](repeating: Self.good, count: 9)
        second[6] = line
        let outcome = try Self.refuse(MadeExport([[Self.good], second]))
        #expect(outcome.errors.contains(MadeExport.fileName(1) + ", line 7"), "\(outcome.errors)")
        #expect(!outcome.errors.contains("secret"), "\(outcome.errors)")
        let name = outcome.errors.ranges(of: MadeExport.fileName(1))
        let place = outcome.errors.ranges(of: "line 7")
        #expect(name.count == 1 && place.count == 1, "said twice: \(outcome.errors)")
    }

    /// What the manifest may say falsely of its two files, and what tells it.
    static let falsehoods: [(old: String, new: [String], telling: String)] = [
        // The sum is right.
        (#""itemCount":\d"#, [#""itemCount":2"#, #""itemCount":1"#], " by the manifest"),
        (#""md5Checksum":""#, [#""md5Checksum":""#, #""md5Checksum":"AAAA"#], "line 2"),
        (
            #""md5Checksum":"[^"]*""#,
            ["$0", #""md5Checksum":"AAAAAAAAAAAAAAAAAAAAAA==""#], "MD5 differs"
        ),
    ]

    @Test(arguments: falsehoods.indices)
    func `a file that is not as its manifest says is named`(index: Int) throws {
        let (old, new, telling) = Self.falsehoods[index]
        let export = try MadeExport([[Self.good], [Self.good, Self.good]]) { file, line in
            line.replacingOccurrences(of: old, with: new[file], options: .regularExpression)
        }
        let outcome = try Self.refuse(export)
        #expect(outcome.errors.contains(telling), "\(outcome.errors)")
        #expect(outcome.errors.contains(/file[01]\.json\.gz|manifest-files\.json/))
    }

    @Test func `a flipped bit anywhere in a data file is noticed`() throws {
        let seed = Self.isSoak ? UInt64(Date().timeIntervalSince1970) : 20_260_302
        let random = SeededRandom(seed: seed)
        let export = try MadeExport.plain(fileCount: 2, itemCount: 200)
        let url = URL(fileURLWithPath: export.dataFile(1))
        let whole = try Data(contentsOf: url)
        for _ in 0..<(Self.isSoak ? 200 : 8) {
            let place = random.number(below: whole.count)
            let bit = random.number(below: 8)
            var damaged = whole
            damaged[place] ^= 1 << bit
            try damaged.write(to: url)
            let outcome = try Self.refuse(export)
            #expect(
                outcome.errors.contains(MadeExport.fileName(1)),
                "byte \(place), bit \(bit), seed \(seed): \(outcome.errors)")
        }
        try whole.write(to: url)
        let store = try ScratchFolder()
        let last = try Self.ddbkit.run(["import", export.path, "--store", store.path])
        #expect(last.status == 0, "\(last.errors)")
    }

    /// Imports what must be refused as bad input, and leave nothing.
    private static func refuse(_ export: MadeExport) throws -> Program.Outcome {
        let store = try ScratchFolder()
        let outcome = try ddbkit.run(["import", export.path, "--store", store.path])
        #expect(outcome.status == 65, "\(outcome.errors)")
        let state = StoreState(path: store.path)
        #expect(try state.rows() == [:])
        #expect(try state.orphans() == [])
        return outcome
    }
}
