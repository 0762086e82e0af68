import DDBAttributes
import DDBBase
import DDBParquet
import DDBSchema
import DDBStorage
import DDBStore
import DDBTestKit
import Testing

/// What rows of changes hold, in columns and as changes again.
@Suite struct ChangeRowsTests {
    private let blobs = MemoryBlobStore()

    static func batch(_ lines: [String]) throws -> ItemBatch {
        let limits = DecodeLimits(batchBytes: 1 << 20)
        var decoder = LineDecoder(shape: .change, origin: .file, limits: limits)
        let bytes = Array(lines.joined(separator: "\n").utf8)
        _ = decoder.append(bytes.span.bytes)
        return try #require(try decoder.nextBatch(isLast: true))
    }

    /// Writes each group of lines through a lane of its own, and all in one commit.
    private func write(
        _ groups: [[String]], _ change: (inout WriterOptions) -> Void
    ) async throws -> StoredTable {
        var options = WriterOptions()
        options.keys = ["pk"]
        options.timestamp = Instant(microseconds: 1_767_225_600_000_001)
        change(&options)
        let store = TableStore(blobs, random: SeededRandom(seed: 1), time: ManualTimeSource())
        let writer = try await store.writer("t", options: options)
        var staged: [StagedChanges] = []
        for lines in groups {
            let lane = writer.makeLane()
            #expect(try await lane.append(Self.batch(lines)).isEmpty)
            if let sealed = try await lane.seal() { staged.append(sealed) }
        }
        _ = try await writer.commit(staged, [])
        let table = try writer.table()
        try await writer.close()
        return table
    }

    /// A change as text: operation, event, sequence, time, new image, keys, old image.
    static func describe(_ record: ItemRecord, of batch: ItemBatch) -> String {
        func image(_ index: Int) -> String {
            guard index >= 0 else { return "-" }
            var text: [UInt8] = []
            batch.appendPlainJSON(at: index, to: &text)
            return String(decoding: text, as: UTF8.self)
        }
        let digits = batch.bytes.extracting(record.order.sequenceRange).withUnsafeBytes {
            Array($0)
        }
        return [
            "\(record.operation)", record.effectiveEvent.name,
            digits.isEmpty ? "-" : String(decoding: digits, as: UTF8.self),
            "\(record.eventTime?.microseconds ?? -1)", image(record.newImage), image(record.keys),
            image(record.oldImage),
        ].joined(separator: " ")
    }

    static func changes(of table: StoredTable) async throws -> [String] {
        var changes: [String] = []
        for part in table.parts {
            var rows = try await table.items(of: part)
            while let batch = try rows.nextBatch() {
                changes += batch.records.map { describe($0, of: batch) }
            }
        }
        return changes
    }

    /// The rows of some columns: texts and numbers, `-` for null.
    static func rows(of table: StoredTable, _ columns: [String]) async throws -> [String] {
        var rows: [String] = []
        var scan = try table.scan(columns: columns)
        while let chunk = try await scan.next() {
            var cursors = [Int](repeating: 0, count: columns.count)
            for row in 0..<chunk.rowCount {
                var values: [String] = []
                for (place, column) in chunk.columns.enumerated() {
                    let leaf = column.leaves[0]
                    if leaf.definitionLevels.isEmpty || leaf.definitionLevels[row] > 0 {
                        values.append(text(leaf.values, cursors[place]))
                        cursors[place] += 1
                    } else {
                        values.append("-")
                    }
                }
                if chunk.passing[row] { rows.append(values.joined(separator: "|")) }
            }
        }
        return rows
    }

    private static func text(_ values: LeafValues, _ index: Int) -> String {
        switch values {
        case .byteArray(let texts): String(decoding: texts[index], as: UTF8.self)
        case .int32(let numbers): "\(numbers[index])"
        case .int64(let numbers): "\(numbers[index])"
        default: "?"
        }
    }

    static let history = [
        #"{"operation":"put","partition":"p","sequence":"9","newImage":{"pk":{"S":"a"},"n":{"N":"1"}},"#
            + #""eventTime":1000001}"#,
        #"{"operation":"put","sequence":"0010","newImage":{"pk":{"S":"a"},"n":{"N":"2"}},"#
            + #""oldImage":{"pk":{"S":"a"},"n":{"N":"1"},"q":{"S":"é\"\n"},"s":{"SS":["x","y"]},"#
            + #""b":{"B":"AP8="},"m":{"M":{"l":{"L":[{"NULL":true},{"BOOL":true}]}}}}}"#,
        #"{"operation":"put","newImage":{"pk":{"S":"b"}},"eventName":"MODIFY"}"#,
        #"{"operation":"delete","sequence":"1111111111111111111111111111111111111111","#
            + #""keys":{"pk":{"S":"a"}},"oldImage":{"pk":{"S":"a"},"n":{"N":"2"}}}"#,
        #"{"operation":"delete","sequence":"00","oldImage":{"x":{"S":"gone"},"pk":{"S":"b"}}}"#,
        #"{"operation":"delete","keys":{"pk":{"S":"c"},"stray":{"S":"no key"}}}"#,
        #"{"operation":"put","newImage":{"pk":{"S":"d"},"n":{"S":"misfit"}},"eventName":"SNAPSHOT"}"#,
    ]

    @Test func `a history has a row a change`() async throws {
        let table = try await write([Self.history]) { $0.mode = .history }
        #expect(
            table.systemColumns.map(\.rawValue) == [
                "_timestamp", "_event_type", "_old_record", "_is_deleted", "_sequence", "_rest",
            ])
        let zeros = { (count: Int) in String(repeating: "0", count: count) }
        let ones = String(repeating: "1", count: 40)
        let columns = ["pk", "n", "_timestamp", "_event_type", "_is_deleted", "_sequence", "_rest"]
        let rows = try await Self.rows(of: table, columns)
        #expect(
            rows == [
                "a|1|1000001|INSERT|0|\(zeros(39))9|-",
                "a|2|1767225600000001|MODIFY|0|\(zeros(38))10|-",
                "b|-|1767225600000001|MODIFY|0|-|-",
                "a|-|1767225600000001|REMOVE|1|\(ones)|-",
                "b|-|1767225600000001|REMOVE|1|\(zeros(40))|-",
                "c|-|1767225600000001|REMOVE|1|-|-",
                #"d|"misfit"|1767225600000001|SNAPSHOT|0|-|-"#,
            ])
        #expect(
            try await Self.rows(of: table, ["_old_record"]) == [
                "-",
                #"{"pk":"a","n":1,"q":"é\"\n","s":["x","y"],"b":"AP8=","m":{"l":[null,true]}}"#,
                "-", #"{"pk":"a","n":2}"#, #"{"x":"gone","pk":"b"}"#, "-", "-",
            ])
        #expect(!table.columns.columns.contains { $0.name == "x" || $0.name == "stray" })
        #expect(try await table.verify().faults == [])
    }

    @Test func `a history gives its changes back`() async throws {
        let table = try await write([Self.history]) { $0.mode = .history }
        let time = "1767225600000001"
        let changes = try await Self.changes(of: table)
        #expect(
            changes == [
                #"put INSERT 9 1000001 {"pk":"a","n":1} - -"#,
                #"put MODIFY 10 \#(time) {"pk":"a","n":2} - {"pk":"a","n":1,"q":"é\"\n","#
                    + #""s":["x","y"],"b":"AP8=","m":{"l":[null,true]}}"#,
                #"put MODIFY - \#(time) {"pk":"b"} - -"#,
                "delete REMOVE \(String(repeating: "1", count: 40)) \(time) - "
                    + #"{"pk":"a"} {"pk":"a","n":2}"#,
                #"delete REMOVE 0 \#(time) - {"pk":"b"} {"x":"gone","pk":"b"}"#,
                #"delete REMOVE - \#(time) - {"pk":"c"} -"#,
                #"put SNAPSHOT - \#(time) {"pk":"d","n":"misfit"} - -"#,
            ])
    }

    @Test func `a history of whole records has none where the item is gone`() async throws {
        let table = try await write([Self.history]) {
            $0.mode = .history
            $0.plan = .record
        }
        #expect(
            try await Self.rows(of: table, ["pk", "_record", "_is_deleted"]) == [
                #"a|{"pk":"a","n":1}|0"#, #"a|{"pk":"a","n":2}|0"#, #"b|{"pk":"b"}|0"#, "a|-|1",
                "b|-|1", "c|-|1", #"d|{"pk":"d","n":"misfit"}|0"#,
            ])
        #expect(try await table.verify().faults == [])
    }

    static let latest = [
        #"{"operation":"put","newImage":{"pk":{"S":"a"}}}"#,
        #"{"operation":"put","newImage":{"pk":{"S":"b"}},"oldImage":{"pk":{"S":"b"},"n":{"N":"1"}}}"#,
        #"{"operation":"put","newImage":{"pk":{"S":"c"}},"eventName":"MODIFY"}"#,
        #"{"operation":"delete","keys":{"pk":{"S":"d"}}}"#,
    ]

    @Test func `a latest table tells how its rows came`() async throws {
        let table = try await write([Self.latest]) { _ in }
        #expect(table.systemColumns == [.timestamp, .eventType, .rest])
        let rows = try await Self.rows(of: table, ["pk", "_event_type"])
        #expect(rows == ["a|INSERT", "b|MODIFY", "c|MODIFY"])
        #expect(
            try await Self.changes(of: table) == [
                #"put INSERT - 1767225600000001 {"pk":"a"} - -"#,
                #"put MODIFY - 1767225600000001 {"pk":"b"} - -"#,
                #"put MODIFY - 1767225600000001 {"pk":"c"} - -"#,
            ])
    }

    @Test func `a latest table has old records once it is asked for them`() async throws {
        _ = try await write([[#"{"operation":"put","newImage":{"pk":{"S":"z"}}}"#]]) { _ in }
        let table = try await write([Self.latest]) { $0.hasOldRecord = true }
        #expect(table.systemColumns == [.timestamp, .eventType, .oldRecord, .rest])
        let columns = ["pk", "_old_record", "_event_type"]
        let expected = ["a|-|INSERT", #"b|{"pk":"b","n":1}|MODIFY"#, "c|-|MODIFY", "z|-|INSERT"]
        #expect(try await Self.rows(of: table, columns).sorted() == expected)
        #expect(
            try await Self.changes(of: table).sorted() == [
                #"put INSERT - 1767225600000001 {"pk":"a"} - -"#,
                #"put INSERT - 1767225600000001 {"pk":"z"} - -"#,
                #"put MODIFY - 1767225600000001 {"pk":"b"} - {"pk":"b","n":1}"#,
                #"put MODIFY - 1767225600000001 {"pk":"c"} - -"#,
            ])
        #expect(try await table.verify().faults == [])
        let later = try await write([[#"{"operation":"put","newImage":{"pk":{"S":"y"}}}"#]]) { _ in
        }
        #expect(later.systemColumns == [.timestamp, .eventType, .oldRecord, .rest])
    }

    /// Columns of two lanes that do not go together make parts be written anew.
    @Test(arguments: [TableMode.latest, .history], [0, 1 << 20])
    func `parts that are written anew keep what they say`(
        mode: TableMode, replayBytes: Int
    ) async throws {
        let groups = [("x", "S", "1"), ("y", "N", "2")].map { key, type, value in
            [
                #"{"operation":"put","newImage":{"pk":{"S":"\#(key)"},"v":{"\#(type)":"\#(value)"}},"#
                    + #""oldImage":{"pk":{"S":"\#(key)"},"o":{"N":"1.50"}},"sequence":"7"}"#,
                #"{"operation":"delete","keys":{"pk":{"S":"\#(key)-gone"}},"sequence":"8"}"#,
            ]
        }
        let table = try await write(groups) {
            $0.mode = mode
            $0.hasOldRecord = true
            $0.parts.replayBytesMax = replayBytes
        }
        let columns = ["pk", "_event_type", "_old_record"]
        let gone = ["x-gone|REMOVE|-", "y-gone|REMOVE|-"]
        let rows = try await Self.rows(of: table, columns).sorted()
        let kept = [#"x|MODIFY|{"pk":"x","o":1.50}"#, #"y|MODIFY|{"pk":"y","o":1.50}"#]
        #expect(rows == (mode == .history ? kept + gone : kept).sorted())
        #expect(try await table.verify().faults == [])
    }
}
