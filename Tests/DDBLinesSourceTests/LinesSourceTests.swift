import DDBAttributes
import DDBBase
import DDBConfiguration
import DDBLinesSource
import DDBPipeline
import DDBPipelineTestKit
import DDBTestSupport
import Foundation
import Testing

@Suite struct LinesSourceTests {
    let context = ComponentContext(environment: ProcessEnvironment([:]))

    func write(_ folder: ScratchFolder, _ text: String, to name: String) throws -> String {
        try folder.write(name, Array(text.utf8))
        return "\(folder.path)/\(name)"
    }

    struct Reading {
        var texts: [String] = []
        var records: [ItemRecord] = []
        var batches: [Batch] = []
        var skippedCount = 0
    }

    func read(_ options: ConfigurationNode, from positions: PositionMap = PositionMap())
        async throws -> Reading
    {
        let source = try LinesSource(options, context: context)
        let session = try await source.open(from: positions)
        var reading = Reading()
        while let reader = try await session.nextReader() {
            reading: while true {
                switch try await reader.next() {
                case .batch(let batch):
                    reading.texts += TestItems.texts(of: batch.items)
                    reading.records += batch.items.records
                    reading.batches.append(batch)
                case .idle: continue
                case .end: break reading
                }
            }
            await reader.close()
        }
        reading.skippedCount = session.rowsSkipped
        await session.close()
        return reading
    }

    func node(_ path: String, _ more: [String: String] = [:]) -> ConfigurationNode {
        var entries = more.map { ConfigurationEntry($0.key, ConfigurationNode(text: $0.value)) }
        entries.append(ConfigurationEntry("path", ConfigurationNode(text: path)))
        return ConfigurationNode(.map(entries))
    }

    @Test(arguments: [
        #"{"id":{"S":"a"}}"# + "\n" + #"{"id":{"S":"b"}}"# + "\n",
        #"{"id":{"S":"a"}}"# + "\r\n\r\n" + #"{"id":{"S":"b"}}"#,
        #"{"Item":{"id":{"S":"a"}}}"# + "\n\n" + #"{"Item":{"id":{"S":"b"}}}"#,
        "\n\n" + #"{"NewImage":{"id":{"S":"a"}},"Keys":{"id":{"S":"a"}}}"# + "\n"
            + #"{"Item":{"id":{"S":"b"}}}"#,
    ])
    func `the shape of lines is found`(text: String) async throws {
        let folder = try ScratchFolder()
        let path = try write(folder, text, to: "f")
        let reading = try await read(node(path))
        #expect(reading.texts == [#"{"id":{"S":"a"}}"#, #"{"id":{"S":"b"}}"#])
        #expect(reading.batches.last?.progress.first?.isFinished == true)
        #expect(reading.records.allSatisfy { $0.origin == .file })
    }

    @Test func `an attribute called Item is not an export`() async throws {
        let folder = try ScratchFolder()
        let path = try write(folder, #"{"Item":{"M":{"a":{"S":"x"}}}}"#, to: "f")
        #expect(try await read(node(path)).texts == [#"{"Item":{"M":{"a":{"S":"x"}}}}"#])
    }

    @Test(arguments: [["shape": "change"], [:]])
    func `changes say what happened`(options: [String: String]) async throws {
        let folder = try ScratchFolder()
        let path = try write(
            folder,
            """
            {"operation":"put","partition":"p","sequence":"12","newImage":{"id":{"S":"a"}}}
            {"operation":"delete","keys":{"id":{"S":"b"}},"oldImage":{"id":{"S":"b"}}}
            """, to: "f")
        let reading = try await read(node(path, options))
        #expect(reading.records.map(\.operation) == [.put, .delete])
        #expect(reading.records.map(\.partition) == [0, -1])
        #expect(reading.batches.first?.items.partitions == ["p"])
        #expect(reading.texts == [#"{"id":{"S":"a"}}"#, #"-{"id":{"S":"b"}}"#])
    }

    @Test func `plain JSON keeps every digit and escape`() async throws {
        let folder = try ScratchFolder()
        let path = try write(
            folder,
            #"{"s":"a\"\u00e9\n","n":12345678901234567890.5e-3,"t":true,"f":false,"z":null,"#
                + #""l":[1,"x",[],{"k":[{}]}],"m":{"a b":{"c":1}}}"# + "\n{}\n",
            to: "f")
        let reading = try await read(node(path, ["format": "json"]))
        #expect(
            reading.texts == [
                #"{"s":{"S":"a\"\u00e9\n"},"n":{"N":"12345678901234567890.5e-3"},"t":{"BOOL":true},"#
                    + #""f":{"BOOL":false},"z":{"NULL":true},"l":{"L":[{"N":"1"},{"S":"x"},{"L":[]},"#
                    + #"{"M":{"k":{"L":[{"M":{}}]}}}]},"m":{"M":{"a b":{"M":{"c":{"N":"1"}}}}}}"#,
                "{}",
            ])
        #expect(reading.records.map(\.line) == [1, 2])
    }

    @Test(arguments: [
        ("ddb-json", #"{"id":{"S":"a"}}"#, #"{"id":{"S":1}}"#),
        ("ddb-json", #"{"id":{"S":"a"}}"#, "{"),
        ("ddb-json", #"{"id":{"N":"1"}}"#, #"{"id":{"N":"secret"}}"#),
        ("json", #"{"id":"a"}"#, "[1]"), ("json", #"{"id":"a"}"#, #"{"id":secret}"#),
        ("json", #"{"id":"a"}"#, #"{"a":1,"a":2}"#), ("json", #"{"id":1}"#, #"{"a":1e999}"#),
        ("json", #"{"id":"a"}"#, #"{"id":"a"} x"#),
        ("json", #"{"id":"a"}"#, String(repeating: #"{"a":"#, count: 50)),
    ])
    func `a bad line names the file and the line, or is skipped and counted`(
        format: String, good: String, bad: String
    ) async throws {
        let folder = try ScratchFolder()
        let lines = [good, "", good, bad, good, bad, bad, good]
        let path = try write(folder, lines.joined(separator: "\n"), to: "f")
        do {
            _ = try await read(node(path, ["format": format]))
            Issue.record("the line was accepted")
        } catch let error as PipelineError {
            #expect(error.description.hasPrefix("\(path): line 4: "), "\(error)")
            #expect(!error.description.contains("secret"), "\(error)")
            #expect(error.disposition == .corrupt)
        }
        let reading = try await read(node(path, ["format": format, "on-error": "skip"]))
        #expect(reading.records.map(\.line) == [1, 3, 5, 8])
        #expect(reading.skippedCount == 3)
        #expect(reading.batches.last?.progress.first?.position.text == "8")
    }

    @Test func `every line that is skipped is told in a file, which keeps what it had`()
        async throws
    {
        let folder = try ScratchFolder()
        let text = #"{"id":{"S":"a"}}"# + "\n" + String(repeating: "secret\n", count: 30)
        let path = try write(folder, text, to: "f")
        // A line that an earlier process has torn is ended.
        try folder.write("skipped", Array(#"{"file":"#.utf8))
        let options = ["on-error": "skip", "skipped-lines": folder.path + "/skipped"]
        let reading = try await read(node(path, options))
        #expect(reading.skippedCount == 30)
        let told = try folder.text("skipped").split(separator: "\n")
        #expect(told.count == 31 && told.first == #"{"file":"#)
        let last = try #require(told.last)
        let prefix = #"{"file":"\#(path)","line":31,"reason":""#
        #expect(last.hasPrefix(prefix) && last.hasSuffix(#""}"#), "\(last)")
        #expect(!told.joined().contains("secret"))
        let mode = try FileManager.default.attributesOfItem(atPath: folder.path + "/skipped")
        #expect(mode[.posixPermissions] as? Int == 0o600)
    }

    @Test func `a file of skipped lines needs lines that are skipped, and a place`() async throws {
        let folder = try ScratchFolder()
        let path = try write(folder, "bad\n", to: "f")
        await #expect(throws: ConfigurationError.self) {
            try await read(node(path, ["skipped-lines": folder.path + "/skipped"]))
        }
        let nowhere = ["on-error": "skip", "skipped-lines": folder.path + "/no/where"]
        let error = await #expect(throws: PipelineError.self) {
            try await read(node(path, nowhere))
        }
        #expect(error?.message.contains("cannot be opened") == true, "\(error as Any)")
    }

    @Test(arguments: ["ddb-json", "json"])
    func `lines longer than the limit are bad lines`(format: String) async throws {
        let folder = try ScratchFolder()
        func line(_ count: Int) -> String {
            let text = String(repeating: "x", count: count)
            return format == "json" ? #"{"a":"\#(text)"}"# : #"{"a":{"S":"\#(text)"}}"#
        }
        let text = [line(5), line(900), line(200_000), line(5), line(1025)].joined(separator: "\n")
        let path = try write(folder, text, to: "f")
        let options = ["format": format, "line-bytes-max": "1KiB", "batch-bytes": "1KiB"]
        await #expect(throws: PipelineError.self) { try await read(node(path, options)) }
        let skipping = options.merging(["on-error": "skip"]) { $1 }
        let reading = try await read(node(path, skipping))
        #expect(reading.records.map(\.line) == [1, 2, 4])
        #expect(reading.skippedCount == 2)
    }

    @Test(arguments: ["ddb-json", "json"])
    func `lines larger than a batch are read whole`(format: String) async throws {
        let folder = try ScratchFolder()
        var lines: [String] = []
        for count in [1, 5000, 3, 100_000, 2, 2, 1023, 1024, 1025] {
            let text = String(repeating: "x", count: count)
            lines.append(format == "json" ? #"{"a":"\#(text)"}"# : #"{"a":{"S":"\#(text)"}}"#)
        }
        let path = try write(folder, lines.joined(separator: "\n"), to: "f")
        let reading = try await read(node(path, ["format": format, "batch-bytes": "1KiB"]))
        #expect(
            reading.texts
                == lines.map {
                    format == "json"
                        ? $0.replacing(#":""#, with: #":{"S":""#).replacing(#""}"#, with: #""}}"#)
                        : $0
                })
        #expect(reading.records.map(\.line) == Array(1...9))
        #expect(reading.batches.count > 3)
    }

    @Test func `resuming keeps line numbers`() async throws {
        let folder = try ScratchFolder()
        let lines = (1...20).map { #"{"Item":{"id":{"S":"\#($0)"}}}"# } + ["bad"]
        let path = try write(folder, lines.joined(separator: "\n"), to: "f")
        let partition = try Partition(path)
        let positions = PositionMap([PartitionProgress(partition, try Position("15"))])
        let reading = try await read(node(path, ["on-error": "skip"]), from: positions)
        #expect(reading.records.map(\.line) == [16, 17, 18, 19, 20])
        await #expect(throws: PipelineError.self) { try await read(node(path), from: positions) }
        let beyond = PositionMap([PartitionProgress(partition, try Position("22"))])
        let error = await #expect(throws: PipelineError.self) {
            try await read(node(path), from: beyond)
        }
        #expect(error?.message.contains("was changed") == true)
    }

    @Test(arguments: ["", "\n", "\n\n", "  \r\n"])
    func `a file without items is finished`(text: String) async throws {
        let folder = try ScratchFolder()
        let path = try write(folder, text, to: "f")
        for format in ["ddb-json", "json"] {
            let reading = try await read(node(path, ["format": format]))
            #expect(reading.records.isEmpty && reading.batches.count == 1)
            #expect(reading.batches.first?.progress.first?.isFinished == true)
        }
    }

    @Test func `what cannot be opened is named`() async throws {
        let folder = try ScratchFolder()
        for path in [folder.path, folder.path + "/none"] {
            let error = await #expect(throws: PipelineError.self) { try await read(node(path)) }
            #expect(error?.message.hasPrefix(path) == true)
        }
        #expect(throws: ConfigurationError.self) {
            try LinesSource(["path": ["a", "a"]], context: context)
        }
        #expect(throws: ConfigurationError.self) {
            try LinesSource(
                ["path": "a", "format": "json", "shape": "item"], context: context)
        }
    }

    @Test(arguments: [
        ["format": "ddb-json"], ["format": "json"], ["format": "json", "on-error": "skip"],
        ["format": "ddb-json", "on-error": "skip"],
    ])
    func `the source keeps the contract`(options: [String: String]) async throws {
        let folder = try ScratchFolder()
        var paths: [ConfigurationNode] = []
        for file in 0..<3 {
            var text = ""
            for row in 0..<150 {
                let id = "f\(file)-r\(row)"
                let padding = String(repeating: "p", count: row % 70)
                text +=
                    options["format"] == "json"
                    ? #"{"id":"\#(id)","p":"\#(padding)"}"#
                    : #"{"id":{"S":"\#(id)"},"p":{"S":"\#(padding)"}}"#
                text += file == 1 && row == 149 ? "" : "\n"
                if row % 50 == 7 { text += "\n" }
                if row % 40 == 7, options["on-error"] == "skip" { text += "bad\n" }
            }
            paths.append(ConfigurationNode(text: try write(folder, text, to: "f\(file)")))
        }
        var entries = options.map { ConfigurationEntry($0.key, ConfigurationNode(text: $0.value)) }
        entries.append(ConfigurationEntry("path", ConfigurationNode(.list(paths))))
        entries.append(ConfigurationEntry("batch-bytes", "1KiB"))
        let source = try LinesSource(ConfigurationNode(.map(entries)), context: context)
        let report = await SourceConformance(spec: LinesSource.spec) {
            try await source.open(from: $0)
        }.run()
        #expect(report.isConforming, "\(report)")
    }

    @Test func `no truncation and no flipped bit traps`() async throws {
        let folder = try ScratchFolder()
        let text =
            Array(
                #"{"id":{"S":"a\u00e9"},"n":{"N":"1.5"}}"#.utf8) + [0x0A]
            + Array(#"{"b":{"B":"AA=="}}"#.utf8)
        for format in ["ddb-json", "json"] {
            for bit in 0..<text.count * 8 {
                var bytes = text
                bytes[bit / 8] ^= 1 << UInt8(bit % 8)
                if bit % 8 == 0 { bytes = Array(text[..<(bit / 8)]) }
                try folder.write("x", bytes)
                let options = node(folder.path + "/x", ["format": format, "on-error": "skip"])
                do {
                    let reading = try await read(options)
                    #expect(reading.records.count + reading.skippedCount <= 3)
                } catch let error as PipelineError {
                    // A bracket at the beginning makes an array of the file, which then is none.
                    #expect(bytes.first == UInt8(ascii: "["), "\(error)")
                }
            }
        }
    }
}
