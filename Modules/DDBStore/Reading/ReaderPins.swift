public import DDBBase
import DDBDeltaLog
public import DDBStorage

/// What the readers of a table have open.
public struct ReaderPins: Sendable, Hashable {
    /// The versions, rising, each once.
    public private(set) var versions: [Int64] = []
    /// Whether a reader has not said yet which version it reads: it may be any.
    public private(set) var holdsEverything = false
    /// When the oldest of the versions was committed; nil where none is pinned, or where its commit
    /// does not tell.
    public private(set) var oldestTime: Instant?

    /// The oldest version that is read, or nil where none is; 0 where it may be any.
    public var oldestVersion: Int64? { holdsEverything ? 0 : versions.first }

    /// No pins.
    public static let none = ReaderPins()

    /// Looks at the pins of a table, and deletes those whose holders are gone.
    ///
    /// Whoever deletes files reads the table's version first and the pins after: a reader that
    /// comes later then finds that version or a newer one, and those that came before are seen.
    ///
    /// - Parameters:
    ///   - folder: The table's folder in the store.
    ///   - store: A store without locks has no pins.
    /// - Throws: A `StorageError` where the pins cannot be read: then nothing may be deleted.
    public static func current(
        in folder: String, of store: any BlobStore
    ) async throws -> ReaderPins {
        var pins = ReaderPins()
        guard let store = store as? any HoldingBlobStore else { return pins }
        var oldest: PinnedVersion?
        for text in try await store.heldContents(in: Self.folder(of: folder)) {
            guard let pinned = PinnedVersion(text) else {
                pins.holdsEverything = true
                continue
            }
            pins.versions.append(pinned.version)
            if pinned.version < oldest?.version ?? .max { oldest = pinned }
        }
        pins.versions = Set(pins.versions).sorted()
        pins.oldestTime = oldest?.time.map { Instant(milliseconds: $0) }
        return pins
    }

    /// The folder of the pins of a table.
    static func folder(of table: String) -> String { "\(table)/_ddbkit/pins" }
}
