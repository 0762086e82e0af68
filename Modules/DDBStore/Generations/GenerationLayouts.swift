import DDBBase
import DDBDeltaLog
import DDBSchema

/// The columns that parts of a generation were written with, each under a name of its own: most
/// parts have the same, and they are long.
struct GenerationLayouts: Sendable {
    private static let domainPrefix = "ddbkit.layout."

    /// The columns by name.
    private(set) var byName: [String: TableLayout] = [:]
    private var names: [String: String] = [:]

    init() {}

    /// Reads the columns of a generation's log.
    ///
    /// - Throws: ``StoreError/Code/damaged``, `DeltaError`.
    init(_ snapshot: TableSnapshot) throws {
        for domain in snapshot.domains {
            guard domain.domain.utf8.starts(with: Self.domainPrefix.utf8) else { continue }
            let name = String(
                decoding: domain.domain.utf8.dropFirst(Self.domainPrefix.utf8.count),
                as: UTF8.self)
            byName[name] = try TableLayout(
                DeltaSchema(text: domain.configuration), keys: [], mode: .latest)
            names[domain.configuration] = name
        }
    }

    /// The name of a layout, and the action that gives it where it is new.
    mutating func name(of layout: TableLayout) -> (name: String, added: LogAction?) {
        let text = layout.deltaSchema.text
        if let name = names[text] { return (name, nil) }
        let name = "\(names.count)"
        names[text] = name
        byName[name] = layout
        return (
            name,
            .domainMetadata(
                DomainMetadata(domain: Self.domainPrefix + name, configuration: text))
        )
    }
}
