import DDBAttributes
import DDBConfiguration
import DDBFiles

/// The options of a ``CSVSource`` as values.
struct CSVSettings: Sendable {
    enum Header: String, CaseIterable {
        case auto, types, names, none
    }

    enum OnError: String, CaseIterable {
        case fail, skip
    }

    var paths: [String]
    var table: String
    var header: Header
    var columns: [String]
    var delimiter: UInt8
    var quote: UInt8?
    var nullText: [UInt8]?
    var onError: OnError
    var skippedPath: String?
    var limits: DecodeLimits
    var mapping: MapOptions

    init(options: Options) throws {
        paths = try options.get("path")
        guard !paths.isEmpty else {
            throw options.error(.outOfRange, "path", "Expected at least one file.")
        }
        table = try options.find("table") ?? ""
        header = try options.choose("header")
        columns = try options.find("columns") ?? []
        guard (header == .none) == !columns.isEmpty else {
            throw options.error(
                .outOfRange, "columns",
                "A file without a header needs its columns' names, and only such a file takes"
                    + " them.")
        }
        let delimiter = try Self.mark(options, "delimiter")
        let quote = try Self.mark(options, "quote")
        guard let delimiter, delimiter != quote else {
            throw options.error(.outOfRange, "delimiter", "Expected a mark other than the quote.")
        }
        self.delimiter = delimiter
        self.quote = quote
        nullText = try options.find("null-text", as: String.self).map { Array($0.utf8) }
        onError = try options.choose("on-error")
        skippedPath = try options.find("skipped-lines")
        guard skippedPath == nil || onError == .skip else {
            throw options.error(
                .outOfRange, "skipped-lines", "Nothing is skipped without `on-error: skip`.")
        }
        limits = DecodeLimits(
            recordBytesMax: try options.get("record-bytes-max"),
            batchBytes: try options.get("batch-bytes"))
        mapping = try MapOptions(options)
    }

    /// A character of ASCII, or one of the words `tab` and `none`.
    private static func mark(_ options: Options, _ name: String) throws -> UInt8? {
        let text: String = try options.get(name)
        switch text {
        case "none": return nil
        case "tab", "\\t": return 0x09
        case _:
            guard let mark = text.utf8.first, text.utf8.count == 1, mark != 0x0A, mark != 0x0D,
                mark < 0x80
            else {
                throw options.error(
                    .outOfRange, name, "Expected one character of ASCII, or `tab`.")
            }
            return mark
        }
    }
}
