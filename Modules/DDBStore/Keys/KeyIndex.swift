public import DDBBase
import Synchronization

/// Finds the row of each key of a table: a sidecar that is made anew from the parts where it is
/// missing or damaged, and never the truth.
///
/// A key is 24 bytes of a mapped file and a few more of memory while a change of it is fresh. Keys
/// are known by a hash of 128 bits (``KeyHasher``, `KeyEncoding`).
///
/// ```swift
/// let rows = try index.lookup(hashes)                 // before the commit: which rows to mask
/// // ... the table's commit ...
/// try index.apply(changes)                            // after it
/// if index.needsSettlement { try index.settle() }     // beside the commits, on another thread
/// ```
/// Whoever holds the table's lock may use it, from any thread; calls block. Changes are written to
/// a journal without waiting for the disk. So after a crash the index is at the version of the
/// table or at an older one, and says which; the owner brings it forward by what was committed
/// since. A failure of any call leaves an index that refuses all further calls: it is dropped and
/// opened again. Docs/DiskFormat.md has the files.
public final class KeyIndex: Sendable {
    /// Makes the hashes that this index knows keys by.
    public let hasher: KeyHasher

    private let core: Mutex<KeyIndexCore>
    /// Held by whoever makes a base durable.
    private let settling = Mutex(())

    init(_ core: sending KeyIndexCore) {
        hasher = core.hasher
        self.core = Mutex(core)
    }

    /// Opens the index in a folder.
    ///
    /// It reads what is small and checks it: the manifest, the journals, the directory of the base.
    /// Blocks of entries are checked when they are first needed.
    ///
    /// - Parameter tableID: What the index must be of, such as the id in the table's metadata and
    ///   its key attributes.
    /// - Throws: ``StoreError/Code/keyIndex`` where files cannot be read for other reasons than
    ///   damage.
    public static func open(
        in folder: any IndexFolder, tableID: String, limits: KeyIndexLimits = KeyIndexLimits(),
        random: any RandomSource = SystemRandomSource()
    ) throws -> KeyIndexOpening {
        do {
            return .opened(
                KeyIndex(
                    try KeyIndexCore.open(
                        in: folder, tableID: tableID, limits: limits, random: random)))
        } catch let damage as IndexDamage {
            return .unusable(reason: damage.what)
        }
    }

    /// The version of the table that the index is equal to.
    public var point: IndexPoint { core.withLock { $0.point } }

    /// The names of the parts that the index knows.
    public var partNames: Set<String> {
        core.withLock { Set($0.registry.parts.values.map(\.name)) }
    }

    /// The part that a location names; nil where the index does not know it.
    public func part(_ number: UInt32) -> IndexedPart? {
        core.withLock { $0.registry.parts[number]?.part }
    }

    /// The number that locations name a part by; nil where the index does not know it.
    public func partNumber(_ name: String) -> UInt32? {
        core.withLock { $0.registry.number(of: name) }
    }

    /// How the index stands to a table.
    ///
    /// - Parameters:
    ///   - point: The table's version.
    ///   - parts: The names of its parts.
    public func state(against point: IndexPoint, parts: Set<String>) -> KeyIndexState {
        let own = self.point
        if own.version < point.version { return .behind(own) }
        if own.version > point.version {
            return .unusable(reason: "it is of a version that the table does not have")
        }
        guard own.stamp == point.stamp else {
            return .unusable(reason: "it is of another commit of the same number")
        }
        guard partNames == parts else {
            return .unusable(reason: "it knows other parts than the table has")
        }
        return .current
    }

    /// Finds the rows of keys.
    ///
    /// - Returns: A location for each hash, ``RowLocation/absent`` where the key has no row.
    /// - Throws: ``StoreError/Code/keyIndex`` where the index is damaged.
    public func lookup(_ hashes: [KeyHash]) throws(StoreError) -> [RowLocation] {
        try core.withLock { core throws(StoreError) in
            try core.guarding {
                try unsafe [RowLocation](unsafeUninitializedCapacity: hashes.count) {
                    buffer, filled in
                    guard let rows = buffer.baseAddress else { return }
                    try unsafe hashes.withUnsafeBufferPointer {
                        try unsafe core.lookup($0, into: rows)
                    }
                    filled = hashes.count
                }
            }
        }
    }

    /// Takes the changes of a commit that has been made.
    ///
    /// Part of the work on the next base is done in passing, in proportion to the changes. Where
    /// nobody has called ``settle()`` although ``needsSettlement`` says so, and the next base is
    /// overdue, it settles first.
    ///
    /// - Throws: ``StoreError/Code/keyIndex``; the commit is not concerned.
    public func apply(_ changes: KeyChanges) throws {
        if core.withLock({ $0.mustSettle }) { try settle() }
        try core.withLock { try $0.apply(changes) }
    }

    /// Whether a base has been written that ``settle()`` should make durable.
    public var needsSettlement: Bool { core.withLock { $0.needsSettlement } }

    /// Makes a base durable that has been written, and deletes what it replaces.
    ///
    /// Lookups and changes go on meanwhile. It waits for the disk.
    ///
    /// - Throws: ``StoreError/Code/keyIndex``.
    public func settle() throws {
        try settling.withLock { _ in
            let settlement = try core.withLock { core in
                try core.check()
                return core.unsettled
            }
            guard let settlement else { return }
            do {
                try settlement.run()
            } catch {
                try core.withLock { core in try core.guarding { throw error } }
            }
            // What goes with it goes without the lock.
            withExtendedLifetime(settlement) { core.withLock { $0.unsettled = nil } }
        }
    }

    /// Makes durable all that was applied, so that a power failure makes the index no older.
    ///
    /// - Throws: ``StoreError/Code/keyIndex``.
    public func flush() throws {
        try settle()
        let (folder, journals) = try core.withLock { core in
            try core.check()
            return (core.folder, core.unsynced)
        }
        guard !journals.isEmpty else { return }
        do {
            for journal in journals { try journal.file.sync() }
            try folder.sync()
        } catch {
            try core.withLock { core in try core.guarding { throw error } }
        }
        let last = journals.map(\.number).max() ?? 0
        core.withLock { $0.forgetSynced(through: last) }
    }

    /// Starts to note where the rows of parts go that a compaction replaces.
    ///
    /// - Throws: ``StoreError/Code/tooLarge`` where they have more rows than a relocation.
    public func makeRelocation(of sources: [IndexedPart]) throws -> RelocationBuilder {
        let (folder, salt, limits) = try core.withLock {
            ($0.folder, try $0.freshSalt(), $0.limits)
        }
        return try RelocationBuilder(in: folder, salt: salt, sources: sources, limits: limits)
    }

    /// Counts the keys that have a row; reads the whole index.
    ///
    /// - Throws: ``StoreError/Code/keyIndex`` where it is damaged.
    public func keyCount() throws(StoreError) -> Int {
        try core.withLock { core throws(StoreError) in try core.guarding { try core.liveCount() } }
    }

    /// What the index takes.
    public var size: KeyIndexSize {
        core.withLock { KeyIndexSize(memoryBytes: $0.memoryBytes, mappedBytes: $0.mappedBytes) }
    }
}

/// What an index takes.
public struct KeyIndexSize: Sendable, Hashable {
    /// Bytes of memory that the process alone has.
    public var memoryBytes: Int
    /// Bytes of files that are mapped; the system keeps as many of them in memory as it likes.
    public var mappedBytes: Int
}

/// What came of opening an index.
public enum KeyIndexOpening: Sendable {
    /// There is one; ``KeyIndex/state(against:parts:)`` tells how it stands to the table.
    case opened(KeyIndex)
    /// There is none that can be used; it is made with ``KeyIndexBuilder``.
    case unusable(reason: String)
}

/// How an index stands to a table.
public enum KeyIndexState: Sendable, Hashable {
    /// It is equal to the table.
    case current
    /// It is equal to an older version. Where the commit of that version still has this stamp, it
    /// can be brought forward by the commits since; else it is of no use.
    case behind(IndexPoint)
    /// It is not of this table's history.
    case unusable(reason: String)
}
