import DDBAttributes
import DDBBase
import DDBParquet
import DDBParquetSource
import DDBPipeline
import DDBPipelineTestKit
import DDBTestSupport
import Testing

@Suite struct ParquetSourceTests {
    /// Writes a file of some columns, all of one row group.
    static func write(
        _ folder: ScratchFolder, _ fields: [SchemaNode], _ columns: [LeafColumn], rowCount: Int
    ) throws -> String {
        var writer = try ParquetWriter(schema: try ParquetSchema(fields))
        try writer.writeRowGroup(rowCount: rowCount, columns: columns)
        _ = try writer.finish()
        try folder.write("f.parquet", writer.takeBytes())
        return folder.path + "/f.parquet"
    }

    private static func decimals(_ texts: [[UInt8]]) throws -> LeafColumn {
        LeafColumn(
            values: .fixed(
                try #require(FixedColumn(bytes: texts.flatMap { $0 }, byteCount: 32))))
    }

    @Test func `the map types columns, makes sets, constants and times of expiry`() async throws {
        let folder = try ScratchFolder()
        let tags = LeafColumn(
            definitionLevels: [1, 1, 1, 0], repetitionLevels: [0, 1, 1, 0],
            values: .byteArray(ByteArrayColumn(["x", "y", "x"])))
        let path = try Self.write(
            folder,
            [
                .primitive("id", .required, .int64),
                .primitive(
                    "at", .required, .int64, .timestamp(.milliseconds, isAdjustedToUTC: true)),
                .group(
                    "tags", .required,
                    [
                        .group(
                            "list", .repeated,
                            [.primitive("element", .required, .byteArray, .string)])
                    ], .list),
                .primitive("ok", .required, .boolean),
                .primitive("hex", .required, .byteArray, .string),
                .primitive("doc", .required, .byteArray, .json),
            ],
            [
                LeafColumn(values: .int64([7, -8])),
                LeafColumn(values: .int64([1_700_000_000_123, -1])), tags,
                LeafColumn(values: .boolean([true, false])),
                LeafColumn(values: .byteArray(ByteArrayColumn(["00ff", ""]))),
                LeafColumn(values: .byteArray(ByteArrayColumn([#"{"a":[1]}"#, "12"]))),
            ], rowCount: 2)
        let map =
            "pk=id:S, at, epoch=at:N, expires=ttl(at+1d), tags:SS, ok, b=hex:B(hex), doc:JSON, v='1'"
        let texts = try await ParquetFixture.read(path, ["map": map, "key": "ok"]).texts
        #expect(
            texts == [
                #"{"pk":{"S":"7"},"at":{"S":"2023-11-14T22:13:20.123Z"},"#
                    + #""epoch":{"N":"1700000000.123"},"expires":{"N":"1700086400"},"#
                    + #""tags":{"SS":["x","y"]},"ok":{"S":"true"},"b":{"B":"AP8="},"#
                    + #""doc":{"M":{"a":{"L":[{"N":"1"}]}}},"v":{"S":"1"}}"#,
                #"{"pk":{"S":"-8"},"at":{"S":"1969-12-31T23:59:59.999Z"},"epoch":{"N":"-0.001"},"#
                    + #""expires":{"N":"86399"},"tags":{"NULL":true},"ok":{"S":"false"},"#
                    + #""b":{"B":""},"doc":{"N":"12"},"v":{"S":"1"}}"#,
            ])
        let dropped = try await ParquetFixture.read(
            path, ["map": "id, tags:SS, doc, -*", "nulls": "drop", "json": "parse"]
        ).texts
        #expect(dropped.last == #"{"id":{"N":"-8"},"doc":{"N":"12"}}"#)
    }

    @Test(arguments: [
        ("id:B", "The column 'id' cannot become B."),
        ("tags:N", "The column 'tags' cannot become N."),
        ("idd:S", "There is no column 'idd'; did you mean 'id'?"),
        ("x=id,y=id,x=tags", "The map makes the attribute 'x' twice."),
        ("e=ttl(tags+1d)", "The column 'tags' cannot become a time of expiry."),
        ("-*", "no column"),
    ])
    func `a map that does not fit is an error that names the column`(
        map: String, message: String
    ) async throws {
        let folder = try ScratchFolder()
        let path = try Self.write(
            folder,
            [
                .primitive("id", .required, .int64),
                .list("tags", .required, element: .primitive("e", .required, .byteArray, .string)),
            ],
            [
                LeafColumn(values: .int64([7])),
                LeafColumn(
                    definitionLevels: [1], repetitionLevels: [0],
                    values: .byteArray(ByteArrayColumn(["x"]))),
            ], rowCount: 1)
        do {
            _ = try await ParquetFixture.read(path, ["map": map])
            Issue.record("the map was accepted")
        } catch {
            #expect("\(error)".contains(message), "\(error)")
        }
    }

    @Test func `numbers that DynamoDB cannot hold become what the options say`() async throws {
        let folder = try ScratchFolder()
        // 10^40 + 1 has 41 digits; 10^40 has one.
        let ten40: [UInt8] = [
            0x1D, 0x63, 0x29, 0xF1, 0xC3, 0x5C, 0xA4, 0xBF, 0xAB, 0xB9, 0xF5, 0x61, 0, 0, 0, 0, 0,
        ]
        let pad = [UInt8](repeating: 0, count: 32 - ten40.count)
        var more = pad + ten40
        more[31] = 1
        let path = try Self.write(
            folder,
            [
                .primitive(
                    "d", .required, .fixed(byteCount: 32), .decimal(precision: 76, scale: 2)),
                .primitive("f", .required, .double),
            ],
            [
                try Self.decimals([pad + ten40, more]),
                LeafColumn(values: .double([.nan, 1e300])),
            ], rowCount: 2)
        let error = try #require(try await ParquetFixture.failure(path))
        #expect(
            error.description.hasPrefix(
                "\(path)#0: row 2: column d: the number has more than 38 digits"),
            "\(error)")
        let options = ["out-of-range": "text", "non-finite": "text"]
        let texts = try await ParquetFixture.read(path, options).texts
        #expect(
            texts == [
                #"{"d":{"N":"100000000000000000000000000000000000000"},"f":{"S":"NaN"}}"#,
                #"{"d":{"S":"100000000000000000000000000000000000000.01"},"f":{"S":"1e+300"}}"#,
            ])
        let nulls = try await ParquetFixture.read(path, ["out-of-range": "null", "nulls": "drop"])
        #expect(nulls.texts.last == "{}")
    }
}
