import DDBConfiguration
public import DDBPipeline

extension LinesSink {
    /// Name, options and guarantees.
    public static let spec = ComponentSpec(
        name: "lines", kind: .sink,
        summary: "Writes items with one JSON text a line, into a file or to standard output.",
        description: """
            A file appears under its name when everything is in it and durable; until then, and after a \
            failure, there is nothing. To a pipe or terminal lines go as they come, batch by batch.

            Items are written byte for byte as they came. With several lanes the lines of different \
            partitions mix. No positions are kept: a run that is repeated writes everything again.
            """,
        fields: [
            OptionField(
                "path", .string, isRequired: true, example: "copy.jsonl",
                summary: "The file; `-` is standard output."),
            OptionField(
                "format", .enumeration(LinesSinkSettings.Format.allCases.map(\.rawValue)),
                default: "ddb-json",
                summary: "Whether lines are DynamoDB JSON or plain JSON, which does not tell sets"
                    + " from lists nor binaries from strings."),
            OptionField(
                "shape", .enumeration(LinesSinkSettings.Shape.allCases.map(\.rawValue)),
                default: "item",
                summary: "What a line is: the bare item, `{\"Item\":...}` as in an export, or a"
                    + " change with its operation. Only changes can say that an item was deleted."),
            OptionField(
                "replace", .boolean, default: false,
                summary: "Whether a file that exists gives way; else it is an error."),
        ], delivery: .atLeastOnce, ordering: .withinPartition)
}
