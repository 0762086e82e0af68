import DDBBase
import DDBDeltaLog
import DDBJSON
import DDBSchema

/// What a load is of and how it was told to make its table; a load goes on only where both are as
/// they were.
struct GenerationSource: Sendable, Hashable {
    /// What was told, by name, as text.
    let members: [String: String]

    /// Describes a load's options.
    init(_ options: LoadOptions) {
        var members = ["columns": Self.text(of: options.plan)]
        members["keys"] = options.keys.map(TableProperty.text)
        members["source"] = options.source
        let limits = options.parts.limits
        members["limits"] = "\(limits.mapKeysMax),\(limits.columnsMax),\(limits.attributesMax)"
        for (name, value) in options.properties { members["property \(name)"] = value }
        self.members = members
    }

    private static func text(of plan: ColumnPlan) -> String {
        switch plan {
        case .automatic: "auto"
        case .record: "record"
        case .declared(let columns):
            TableProperty.text(of: columns.keys)
                + TableLayout(columns: columns, mode: .latest).deltaSchema.text
        }
    }

    /// The names of what is told otherwise here than there, ordered.
    func differences(from other: GenerationSource) -> [String] {
        let names = Set(members.keys).union(other.members.keys)
        return names.filter { members[$0] != other.members[$0] }.sorted()
    }

    /// The text of the property.
    var text: String {
        var object = JSONObject()
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            object[name] = .string(value)
        }
        return String(decoding: JSONValue.object(object).bytes, as: UTF8.self)
    }

    /// Reads the property.
    ///
    /// - Throws: ``StoreError/Code/damaged``.
    init(text: String?) throws {
        var members: [String: String] = [:]
        do {
            for member in try JSONValue.parse(text ?? "").object?.members ?? [] {
                members[member.name] = member.value.string
            }
        } catch {
            throw StoreError(
                .damaged,
                "An unfinished load does not say what it is of; begin it anew (import "
                    + "--restart).", cause: error)
        }
        self.members = members
    }
}
