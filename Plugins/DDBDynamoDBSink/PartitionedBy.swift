import DDBAttributes
import DDBConfiguration

/// The attributes that Flink's statement makes rows one by: `PARTITIONED BY`.
///
/// Here the table's key does that, whatever they are: DynamoDB takes no two writes of one key in a
/// request, and rows of different keys are different items.
struct PartitionedBy: Sendable, Hashable {
    static let option = "partitioned-by"

    let names: [String]

    init(_ options: Options) throws(ConfigurationError) {
        names = try options.find(Self.option) ?? []
        guard Set(names.map { Array($0.utf8) }).count == names.count,
            names.allSatisfy({ !$0.isEmpty })
        else {
            throw options.error(
                .outOfRange, Self.option, "Attributes have different names, none of them empty.")
        }
    }

    /// What somebody who relies on the names should know; nil where they are the table's key.
    func notice(_ schema: KeySchema, table: String) -> String? {
        let keys = schema.attributes.map(\.name)
        let named = Set(names.map { Array($0.utf8) })
        let actual = Set(keys.map { Array($0.utf8) })
        guard !names.isEmpty, named != actual else { return nil }
        var text =
            "Writes are made one by the key of the table '\(table)', [\(Self.list(keys))], and not"
            + " by `\(Self.option)` [\(Self.list(names))]."
        let missing = keys.filter { !named.contains(Array($0.utf8)) }
        if !missing.isEmpty {
            text +=
                " Flink would drop rows of a batch that differ in \(Self.list(missing)) alone;"
                + " here each of them is written."
        }
        let others = names.filter { !actual.contains(Array($0.utf8)) }
        if !others.isEmpty {
            text +=
                " Flink would send rows of one key that differ in \(Self.list(others)) in one"
                + " request, which DynamoDB refuses; here the last of them is written."
        }
        return text
    }

    private static func list(_ names: [String]) -> String { names.joined(separator: ", ") }
}
