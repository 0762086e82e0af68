import DDBConfiguration
import DDBFiles
public import DDBPipeline

extension CSVSource {
    /// Name, options and guarantees.
    public static let spec = ComponentSpec(
        name: "csv", kind: .source,
        summary: "Reads items from CSV files, or from standard input.",
        description: """
            Files are as RFC 4180 has them: fields may stand in quotes, with quotes doubled and line breaks \
            inside; lines end in LF, CRLF or CR; a byte order mark is left out. Names that end in `.gz` and \
            `.zst` are decompressed. A header names columns, and may type them: `id:S,price:N,tags:SS(|)`. \
            Columns without a type are S. The option `map` renames columns, types them and adds attributes.

            A file is a partition, its position the offset in bytes of the next record. A file that is read \
            must not change; standard input can be resumed only by giving the same input again.
            """,
        fields: [
            OptionField(
                "path", .list(.string), isRequired: true, example: "orders.csv",
                summary:
                    "Files, folders with files in `.csv`, `.tsv` and `.txt` and their compressed"
                    + " forms, or patterns; `-` is standard input."),
            OptionField(
                "table", .string, example: "orders",
                summary: "The table that the items belong to."),
            OptionField(
                "header", .enumeration(CSVSettings.Header.allCases.map(\.rawValue)),
                default: "auto",
                summary: "Whether the first record has names with types, names only, or data;"
                    + " `auto` takes types where a cell ends in one."),
            OptionField(
                "columns", .list(.string), example: "id:S",
                summary: "The columns of a file without a header, as a header's cells."),
        ]
            + MapOptions.fields(nulls: ValueRules.Nulls.allCases, nullsByDefault: .drop)
            + [
                OptionField(
                    "delimiter", .string, default: ",",
                    summary: "What stands between fields: one character, or `tab`."),
                OptionField(
                    "quote", .string, default: "\"",
                    summary: "What stands around fields: one character, or `none`."),
                OptionField(
                    "null-text", .string, example: "NULL",
                    summary: "A field that stands for a value that is not there, besides the empty"
                        + " one."),
                OptionField(
                    "on-error", .enumeration(CSVSettings.OnError.allCases.map(\.rawValue)),
                    default: "fail", keepsPositions: true,
                    summary: "Whether a malformed record ends the pipeline or is skipped, counted"
                        + " and logged."),
                OptionField(
                    "skipped-lines", .string, keepsPositions: true, example: "skipped.jsonl",
                    summary: "A file that is told of every record that is skipped: file, line and"
                        + " reason."),
                OptionField(
                    "batch-bytes", .byteSize(1024...(64 << 20)), default: "256KiB",
                    isAdvanced: true, summary: "The bytes of items that a batch aims to hold."),
                OptionField(
                    "record-bytes-max", .byteSize(1024...((16 << 20) - 1024)), default: "8MiB",
                    isAdvanced: true, summary: "The longest record, and the largest item."),
            ], delivery: .exactlyOnce, ordering: .withinPartition)
}
