import DDBAttributes
import DDBConfiguration
import DDBPipeline

/// Keeps the items of which one attribute has one of some values.
///
/// It is a plugin like those that ddbkit ships: its options are validated, documented and completed
/// from the spec, and a YAML file can name it once it is registered.
struct KeepMatching: TransformComponent {
    static let spec = ComponentSpec(
        name: "keep-matching", kind: .transform,
        summary: "Keeps items of which an attribute has one of some values.",
        fields: [
            OptionField("attribute", .string, isRequired: true, summary: "The attribute's name."),
            OptionField("values", .list(.string), isRequired: true, summary: "The values to keep."),
        ], delivery: .exactlyOnce, ordering: .withinPartition)

    private let attribute: String
    private let values: Set<String>

    init(options: Options, context: ComponentContext) throws {
        attribute = try options.get("attribute")
        values = Set(try options.get("values", as: [String].self))
    }

    func apply(_ items: ItemBatch) async throws -> ItemBatch {
        var kept = items
        kept.records = items.records.filter { record in
            guard record.newImage >= 0 else { return false }
            let item = items.item(at: record.newImage)
            guard case .string(let value) = item[attribute] else { return false }
            return values.contains(value)
        }
        return kept
    }
}
