import DDBBase
import DDBDeltaLog
import DDBStorage
import DDBTestSupport
import Foundation
import Testing

@Suite struct PartitionValueTests {
    @Test(
        arguments: [
            (nil, .long, .null), ("", .string, .null), ("a b", .string, .string("a b")),
            ("-5", .long, .integer(-5)), ("127", .byte, .integer(127)),
            ("1.5", .double, .double(1.5)), ("1.0E10", .double, .double(1e10)),
            ("-Infinity", .float, .double(-.infinity)),
            ("0.1", .float, .double(Double(Float(0.1)))),
            ("TRUE", .boolean, .boolean(true)), ("false", .boolean, .boolean(false)),
            ("1970-01-02", .date, .date(daysSinceEpoch: 1)),
            ("1969-12-31", .date, .date(daysSinceEpoch: -1)),
            (
                "1970-01-01 00:00:01", .timestamp,
                .timestamp(Instant(microseconds: 1_000_000))
            ),
            (
                "1970-01-01 00:00:00.123456", .timestampNtz,
                .timestampNtz(Instant(microseconds: 123_456))
            ),
            (
                "1970-01-01T01:00:00.5+01:00", .timestamp,
                .timestamp(Instant(microseconds: 500_000))
            ),
            ("-12.50", .decimal(precision: 4, scale: 2), .decimal("-12.50")),
            ("\u{1}\u{2}", .binary, .binary([1, 2])),
        ] as [(String?, DeltaType, PartitionValue)])
    func `texts give the values of their types`(
        text: String?, type: DeltaType, value: PartitionValue
    ) throws {
        #expect(try PartitionValue(text, type) == value)
    }

    @Test(
        arguments: [
            ("x", .long), ("128", .byte), ("40000", .short), ("3000000000", .integer),
            ("1,5", .double), ("yes", .boolean), ("1970-13-01", .date), ("1970-01-01", .timestamp),
            ("123.4", .decimal(precision: 3, scale: 1)), ("1.23", .decimal(precision: 3, scale: 1)),
            (".", .decimal(precision: 3, scale: 1)),
            ("1", .array(element: .long, containsNull: true)),
        ] as [(String, DeltaType)])
    func `texts that are no values are refused`(text: String, type: DeltaType) {
        #expect(throws: DeltaError.self) { try PartitionValue(text, type) }
    }
}

/// The partition values of golden tables, as DuckDB 1.5.5's `delta_scan` shows them; those of the
/// mapped timestamps without a zone, which it shows as null, are those of the table without
/// mapping.
@Suite(.enabled(if: SharedVectors.root != nil, "../shared/vectors is absent"))
struct GoldenPartitionTests {
    private static let moments = [
        "-31536000000000", "1577866150001000", "1633075760000000", "null",
    ]

    @Test(
        arguments: [
            ("basic-decimal-table", ["-2342342.23423", "0.00004", "234.00000", "2342222.23454"]),
            ("data-reader-escaped-chars", ["bar+%21", "bar+%22", "bar+%23"]),
            (
                "data-reader-partition-values",
                [
                    "0 0 0 0 true 0.0 0.0 0 null 18878 1631099471000000 0",
                    "1 1 1 1 false 1.0 1.0 1 null 18878 1631099471000000 1",
                    "null null null null null null null null null null null null",
                ]
            ),
            (
                "data-reader-timestamp_ntz",
                ["1373043660123456", "1637202600123456", "null"]
            ),
            (
                "data-reader-timestamp_ntz-id-mode",
                ["1373043660123456", "1637202600123456", "null"]
            ),
            (
                "data-reader-timestamp_ntz-name-mode",
                ["1373043660123456", "1637202600123456", "null"]
            ),
            ("dv-with-columnmapping", (0..<10).map(String.init)),
            ("hive/deltatbl-column-names-case-insensitive", ["foo0", "foo1"]),
            (
                "hive/deltatbl-partition-prune",
                ["20180512 sh", "20180520 bj", "20180520 hz", "20180718 hz", "20181212 sz"]
            ),
            ("hive/deltatbl-special-chars-in-partition-column", ["+ =%0", "+ =%1"]),
            ("kernel-timestamp-INT96", moments), ("kernel-timestamp-PST", moments),
            ("kernel-timestamp-TIMESTAMP_MICROS", moments),
            ("kernel-timestamp-TIMESTAMP_MILLIS", moments),
            (
                "kernel-timestamp-partition-col-ISO8601",
                ["1704103200000000", "1704198600000000"]
            ),
        ] as [(String, [String])])
    func `values are those of the files`(name: String, expected: [String]) async throws {
        let root = try #require(SharedVectors.path("delta-golden"))
        let table = DeltaTable(
            store: LocalBlobStore(root: root, pool: ThreadPool(threadCount: 1)), path: name)
        let snapshot = try await table.snapshot()
        let seen = try snapshot.files.map { file in
            try snapshot.partitionValues(of: file).map { Self.text($0.value) }
                .joined(separator: " ")
        }
        #expect(Set(seen).sorted() == expected)
    }

    private static func text(_ value: PartitionValue) -> String {
        switch value {
        case .null: "null"
        case .string(let text), .decimal(let text): text
        case .integer(let number): "\(number)"
        case .double(let number): "\(number)"
        case .boolean(let truth): "\(truth)"
        case .date(let days): "\(days)"
        case .timestamp(let moment), .timestampNtz(let moment): "\(moment.microseconds)"
        case .binary(let bytes): Hex.encode(bytes)
        }
    }
}
