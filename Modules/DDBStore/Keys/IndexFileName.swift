/// The names of the files of an index.
///
/// ```
/// manifest                    what the index is of, and what it consists of
/// manifest.new                one that is being written
/// base-<salt>                 sorted entries
/// journal-<number>            changes since the base
/// moved-<salt>                where rows of replaced parts are
/// rebuild-<salt>              rows that a rebuild has laid aside
/// ```
enum IndexFileName {
    static let manifest = "manifest"
    static let newManifest = "manifest.new"
    private static let journalPrefix = "journal-"

    static func base(_ salt: UInt64) -> String { "base-" + String(salt, radix: 16) }
    static func relocation(_ salt: UInt64) -> String { "moved-" + String(salt, radix: 16) }
    static func rebuild(_ salt: UInt64) -> String { "rebuild-" + String(salt, radix: 16) }
    static func journal(_ number: UInt64) -> String { journalPrefix + String(number) }

    /// Whether an index made a file of this name.
    static func isOurs(_ name: String) -> Bool {
        name == manifest || name == newManifest
            || ["base-", journalPrefix, "moved-", "rebuild-"].contains { name.hasPrefix($0) }
    }
}
