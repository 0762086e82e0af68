import DDBConfiguration

/// The options of a ``LinesSink`` as values.
struct LinesSinkSettings: Sendable {
    enum Format: String, CaseIterable {
        case dynamoDBJSON = "ddb-json"
        case plainJSON = "json"
    }

    enum Shape: String, CaseIterable {
        case item, export, change
    }

    var path: String
    var format: Format
    var shape: Shape
    var isReplacing: Bool

    init(options: Options) throws {
        path = try options.get("path")
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw options.error(.outOfRange, "path", "Expected a file's path, or -.")
        }
        format = try options.choose("format")
        shape = try options.choose("shape")
        isReplacing = try options.get("replace")
    }
}
