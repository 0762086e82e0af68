import DDBAttributes
import DDBConfiguration
import DDBFiles

/// The options of a ``ParquetSource`` as values.
struct ParquetSettings: Sendable {
    enum JSON: String, CaseIterable {
        case text, parse
    }

    var paths: [String]
    var table: String
    var parsesJSON: Bool
    var limits: DecodeLimits
    var columnBytesMax: Int
    var mapping: MapOptions

    init(options: Options) throws {
        paths = try options.get("path")
        guard !paths.isEmpty, !paths.contains("-") else {
            throw options.error(
                .outOfRange, "path",
                "Expected files; a Parquet file is read from its end, so not from standard input.")
        }
        table = try options.find("table") ?? ""
        parsesJSON = try options.choose("json", as: JSON.self) == .parse
        limits = DecodeLimits(
            recordBytesMax: try options.get("record-bytes-max"),
            batchBytes: try options.get("batch-bytes"))
        columnBytesMax = try options.get("column-bytes-max")
        mapping = try MapOptions(options)
    }
}
