import DDBAttributes
import DDBBase
import DDBParquet
import DDBSchema
import DDBStorage
import DDBStore
import DDBTestKit
import Testing

/// Keys that are read out of parts against the keys of the items that came in.
@Suite struct PartKeysTests {
    static let hasher = KeyHasher(seed: (3, 4))

    /// Values of one type, as they come over the wire, of the row's number.
    struct KeyKind: CustomTestStringConvertible, Sendable {
        let name: String
        let value: @Sendable (Int, SeededRandom) -> String

        var testDescription: String { name }
    }

    static let kinds: [KeyKind] = [
        KeyKind(name: "text") { row, random in
            let texts = [
                "plain", "ünïcode", "\\u00e9\\uD83D\\uDE00", "with \\\"quotes\\\"", "\\n", "😀",
            ]
            return "{\"S\":\"\(texts[random.number(below: texts.count)])-\(row)\"}"
        },
        KeyKind(name: "long text") { row, _ in
            "{\"S\":\"\(String(repeating: "x", count: row % 400 + 1))\(row)\"}"
        },
        KeyKind(name: "integers") { row, random in
            let forms = [
                "\(row)", "-\(row)", "\(row).0", "\(row)E0", "\(row)00e-2", "+\(row)", "00\(row)",
            ]
            return "{\"N\":\"\(forms[random.number(below: forms.count)])\"}"
        },
        KeyKind(name: "round integers") { row, _ in "{\"N\":\"\(row)000000\"}" },
        KeyKind(name: "64-bit integers") { row, _ in
            "{\"N\":\"\(row % 2 == 0 ? "9223372036854775807" : "-9223372036854775808")\"}"
        },
        KeyKind(name: "small decimals") { row, _ in "{\"N\":\"\(row).\(row % 10)0\"}" },
        KeyKind(name: "decimals") { row, _ in "{\"N\":\"-\(row)1234567.8900\(row % 7)\"}" },
        KeyKind(name: "wide decimals") { row, random in
            let digits = (0..<25).map { _ in "\(random.number(below: 10))" }.joined()
            return "{\"N\":\"\(row % 3 == 0 ? "-" : "")\(digits).\(row % 100)\"}"
        },
        KeyKind(name: "digits") { row, random in
            let forms = ["1E-130", "9.99E125", "-\(row)e100", "0", "0.\(row)e-90", "\(row)"]
            return "{\"N\":\"\(forms[random.number(below: forms.count)])\"}"
        },
        KeyKind(name: "binary") { row, random in
            let bytes = (0...random.number(below: 40)).map { _ in
                UInt8(truncatingIfNeeded: random.next())
            }
            var text: [UInt8] = []
            Base64.encode(bytes.span.bytes, into: &text)
            return "{\"B\":\"\(String(decoding: text, as: UTF8.self))\"}"
        },
    ]

    /// The hashes of the items of lines, as a sink sees them.
    static func hashes(_ lines: [String], keys: [String]) throws -> [KeyHash] {
        var hashes: [KeyHash] = []
        for batch in try StoreFixture.batches(lines) {
            try hasher.appendHashes(
                keys.map { Array($0.utf8) }, of: batch.records.map(\.newImage), in: batch,
                to: &hashes)
        }
        return hashes
    }

    /// The hashes of all rows of a table.
    static func hashes(_ table: StoredTable) async throws -> [KeyHash] {
        var hashes: [KeyHash] = []
        for part in table.parts {
            var keys = try await table.keys(of: part, hasher: hasher)
            var nextRow = 0
            while let rows = try keys.next() {
                #expect(rows.firstRow == nextRow)
                nextRow += rows.hashes.count
                hashes += rows.hashes
            }
            #expect(part.rowCount == nextRow)
        }
        return hashes
    }

    static var settings: PartSettings {
        var settings = PartSettings()
        settings.rowGroupRowsMax = 70
        return settings
    }

    @Test(arguments: kinds, [ColumnPlan.automatic, .record])
    func `keys of a part are those of the items that came in`(
        kind: KeyKind, plan: ColumnPlan
    ) async throws {
        let random = SeededRandom(seed: 1)
        let lines = (1...200).map { row in
            "{\"other\":{\"S\":\"x\"},\"pk\":\(kind.value(row, random)),\"n\":{\"N\":\"\(row)\"}}"
        }
        let table = try await StoreFixture().load(lines, plan: plan, settings: Self.settings)
        #expect(try await Self.hashes(table) == Self.hashes(lines, keys: ["pk"]))
    }

    @Test(arguments: kinds)
    func `keys of two attributes are those of the items that came in`(
        kind: KeyKind
    ) async throws {
        for other in Self.kinds {
            let random = SeededRandom(seed: 2)
            let lines = (1...90).map { row in
                let (first, second) = (kind.value(row, random), other.value(row * 7, random))
                return row % 2 == 0
                    ? "{\"pk\":\(first),\"sk\":\(second)}" : "{\"sk\":\(second),\"pk\":\(first)}"
            }
            let table = try await StoreFixture().load(
                lines, keys: ["pk", "sk"], settings: Self.settings)
            #expect(
                try await Self.hashes(table) == Self.hashes(lines, keys: ["pk", "sk"]),
                "\(kind.name), \(other.name)")
        }
    }

    @Test func `one number has one key, however it is written and stored`() async throws {
        let forms = ["1", "1.0", "1E0", "10e-1", "0.1E1", "+1", "001"]
        let lines = forms.map { "{\"pk\":{\"N\":\"\($0)\"}}" }
        let columns: [ColumnType] = [
            .integer, .decimal(precision: 5, scale: 2), .decimal(precision: 18, scale: 10),
            .decimal(precision: 38, scale: 20), .digits,
        ]
        let expected = try #require(Self.hashes(lines, keys: ["pk"]).first)
        for type in columns {
            let plan = ColumnPlan.declared(Self.declared(type, keys: ["pk"]))
            let table = try await StoreFixture().load(lines, plan: plan)
            let found = try await Self.hashes(table)
            #expect(found == forms.map { _ in expected }, "\(type)")
        }
    }

    static func declared(_ type: ColumnType, keys: [AttributeName]) -> TableColumns {
        TableColumns(
            keys: keys,
            columns: [TableColumn(attribute: "pk", name: "pk", physicalName: "pk", type: type)])
    }

    /// A table whose key column is null where `_rest` has the key; no load leaves one, since it
    /// proves its keys, but a change may bring a key that its column does not hold.
    @Test func `a key that its column does not hold is found in the rest`() async throws {
        let lines = (1...150).map { row in
            row % 4 == 0
                ? "{\"pk\":{\"N\":\"\(row).5\"},\"z\":{\"S\":\"pk\"}}"
                : "{\"pk\":{\"N\":\"\(row)\"}}"
        }
        let fixture = StoreFixture()
        let columns = Self.declared(.integer, keys: [])
        _ = try await fixture.load(
            lines, plan: .declared(columns), keys: nil, settings: Self.settings)
        let path = "t/_delta_log/00000000000000000000.json"
        let log = String(decoding: try await fixture.blobs.read(path), as: UTF8.self)
        let named = log.replacing(
            #""ddbkit.keys":"[]""#, with: #""ddbkit.keys":"[\"pk\"]""#)
        #expect(log != named)
        _ = try await fixture.blobs.put(path, Array(named.utf8), condition: .always)
        let table = try await fixture.store.table("t")
        #expect(try await Self.hashes(table) == Self.hashes(lines, keys: ["pk"]))
    }

    @Test func `a table without keys says so`() async throws {
        let table = try await StoreFixture().load(
            ["{\"pk\":{\"S\":\"1\"}}"], plan: .declared(Self.declared(.string, keys: [])),
            keys: nil)
        let part = try #require(table.parts.first)
        do {
            _ = try await table.keys(of: part, hasher: Self.hasher)
            Issue.record("keys of a table that has none")
        } catch let error as StoreError {
            #expect(error.code == .unsupported)
        }
    }

    @Test func `damaged parts are refused`() async throws {
        let fixture = StoreFixture()
        let table = try await fixture.load(
            (1...60).map { "{\"pk\":{\"S\":\"key-\($0)\"}}" }, settings: Self.settings)
        let part = try #require(table.parts.first)
        let expected = try await Self.hashes(table)
        let bytes = try await fixture.blobs.read("t/" + part.name)
        var refusals = 0
        for offset in stride(from: 0, to: bytes.count, by: 11) {
            var damaged = bytes
            damaged[offset] ^= 0x10
            _ = try await fixture.blobs.put("t/" + part.name, damaged, condition: .always)
            // What lies beside the pages of the keys may be damaged without harm to them.
            do {
                #expect(try await Self.hashes(table) == expected, "byte \(offset)")
            } catch {
                #expect(error is ParquetError || error is StoreError, "byte \(offset): \(error)")
                refusals += 1
            }
        }
        #expect(refusals > 0)
    }
}
