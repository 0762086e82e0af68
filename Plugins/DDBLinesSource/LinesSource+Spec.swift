import DDBConfiguration
import DDBFiles
public import DDBPipeline

extension LinesSource {
    /// Name, options and guarantees.
    public static let spec = ComponentSpec(
        name: "lines", kind: .source,
        summary: "Reads items from files with one JSON text a line, or from standard input.",
        description: """
            `ddb-json` lines are DynamoDB JSON: bare items (`{"pk":{"S":"a"}}`), lines of an export \
            (`{"Item":{...}}`, or with `NewImage`, `OldImage` and `Keys`), or changes \
            (`{"operation":"put","newImage":{...}}` or `{"operation":"delete","keys":{...}}`, with \
            `partition`, `sequence`, `epoch`, `oldImage`, `eventName` and `eventTime` where they are \
            known). `json` lines are plain JSON objects: a string \
            becomes S, a number N with the same digits, an array L, an object M; the option `map` says \
            otherwise of the root's members. A `json` file may also be one array, whose elements count as lines. \
            Names that end in `.gz` and `.zst` are decompressed.

            A file is a partition and its position the number of lines read. A file that is read must \
            not change; standard input can be resumed only by giving the same input again.
            """,
        fields: [
            OptionField(
                "path", .list(.string), isRequired: true, example: "orders.jsonl",
                summary: "Files, folders with files in `.jsonl`, `.ndjson` and `.json` and their"
                    + " compressed forms, or patterns; `-` is standard input."),
            OptionField(
                "format", .enumeration(LinesSourceSettings.Format.allCases.map(\.rawValue)),
                default: "ddb-json", summary: "Whether lines are DynamoDB JSON or plain JSON."),
            OptionField(
                "shape", .enumeration(LinesSourceSettings.Shape.allCases.map(\.rawValue)),
                default: "auto",
                summary: "What a `ddb-json` line is; `auto` looks whether a file's first lines are"
                    + " an export's, bare items or changes."),
            OptionField(
                "table", .string, example: "orders",
                summary: "The table that the items belong to."),
        ]
            + MapOptions.fields(nulls: [.write, .drop], nullsByDefault: .write)
            + [
                OptionField(
                    "string_columns", .map(.string),
                    summary: "Attributes of type S and the places in a `json` line that they are"
                        + " made of; the item then has what is asked for only."),
                OptionField(
                    "json_map_columns", .map(.string),
                    summary: "Attributes and the places in a `json` line whose JSON, or JSON text,"
                        + " they become; an empty name spreads an object's members."),
                OptionField(
                    "on-error", .enumeration(LinesSourceSettings.OnError.allCases.map(\.rawValue)),
                    default: "fail", keepsPositions: true,
                    summary: "Whether a malformed line ends the pipeline or is skipped, counted and"
                        + " logged."),
                OptionField(
                    "skipped-lines", .string, keepsPositions: true, example: "skipped.jsonl",
                    summary: "A file that is told of every line that is skipped: file, line and"
                        + " reason."),
                OptionField(
                    "batch-bytes", .byteSize(1024...(64 << 20)), default: "256KiB",
                    isAdvanced: true,
                    summary: "The bytes of lines that a batch aims to hold."),
                OptionField(
                    "line-bytes-max", .byteSize(1024...((16 << 20) - 1024)), default: "8MiB",
                    isAdvanced: true, summary: "The longest line."),
            ], delivery: .exactlyOnce, ordering: .withinPartition)
}
