import DDBAttributes
import DDBConfiguration
import DDBFiles

/// The options of a ``LinesSource`` as values.
struct LinesSourceSettings: Sendable {
    enum Format: String, CaseIterable {
        case dynamoDBJSON = "ddb-json"
        case plainJSON = "json"
    }

    enum Shape: String, CaseIterable {
        case auto, item, export, change

        /// The decoder's word; nil where the file decides.
        var lineShape: LineShape? {
            switch self {
            case .auto: nil
            case .item: .item
            case .export: .export
            case .change: .change
            }
        }
    }

    enum OnError: String, CaseIterable {
        case fail, skip
    }

    var paths: [String]
    var format: Format
    var shape: Shape
    var table: String
    var onError: OnError
    var skippedPath: String?
    var limits: DecodeLimits
    var mapping: MapOptions
    var places: JSONMapping.Places

    init(options: Options) throws {
        paths = try options.get("path")
        guard Set(paths).count == paths.count, !paths.isEmpty else {
            throw options.error(.outOfRange, "path", "Expected distinct files, at least one.")
        }
        format = try options.choose("format")
        shape = try options.choose("shape")
        guard format == .dynamoDBJSON || shape == .auto else {
            throw options.error(
                .outOfRange, "shape", "Only the format ddb-json has shapes; remove the option.")
        }
        table = try options.find("table") ?? ""
        onError = try options.choose("on-error")
        skippedPath = try options.find("skipped-lines")
        guard skippedPath == nil || onError == .skip else {
            throw options.error(
                .outOfRange, "skipped-lines", "Nothing is skipped without `on-error: skip`.")
        }
        limits = DecodeLimits(
            recordBytesMax: try options.get("line-bytes-max"),
            batchBytes: try options.get("batch-bytes"))
        mapping = try MapOptions(options)
        places = JSONMapping.Places(
            texts: try options.find("string_columns") ?? [:],
            values: try options.find("json_map_columns") ?? [:])
        let isMapped =
            mapping.map != ColumnMap() || !mapping.keys.isEmpty || mapping.rules != ValueRules()
            || places != JSONMapping.Places()
        guard format == .plainJSON || !isMapped else {
            throw options.error(
                .outOfRange, "format",
                "Only plain JSON (`format: json`) is mapped; DynamoDB JSON is what it says.")
        }
    }
}
