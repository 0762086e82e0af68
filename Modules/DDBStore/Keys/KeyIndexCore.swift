import DDBBase

/// The state of an open index; one thread at a time.
///
/// ```
/// newest                                       oldest
/// pending (memory)  ->  frozen (memory)  ->  base (mapped)
/// ```
/// Changes go to the journal and to `pending`. When there are enough of them they are set aside as
/// `frozen`, and base and frozen are written as the next base, some of it with every commit. A
/// lookup asks the three in order, and the registry of parts where a row that they name is now.
@safe
final class KeyIndexCore {
    let folder: any IndexFolder
    let limits: KeyIndexLimits
    let random: any RandomSource
    let identity: IndexIdentity
    let tableID: String
    let hasher: KeyHasher

    var point: IndexPoint
    var registry: PartRegistry
    var pending = PendingTable()
    var frozen: PendingTable?
    var base: BaseTable
    var merging: Merging?
    /// What makes the base durable that is in use, where it is not yet.
    var unsettled: Settlement?

    var journal: JournalWriter?
    var nextJournal: UInt64
    /// The checksum that the next record continues.
    var chain: UInt32
    /// The journals since the last changes were set aside.
    var journalNames: [String] = []
    /// Journals that may not be durable yet.
    var unsynced: [JournalWriter] = []
    /// Why the index is of no use any more.
    private(set) var failure: StoreError?
    /// Takes what loads find, so that they are made.
    var touched: UInt64 = 0

    /// A base that is being written, and what will be true of it.
    struct Merging {
        let merge: BaseMerge
        let point: IndexPoint
        let firstJournal: UInt64
        let chain: UInt32
        let registry: PartRegistry
        /// The journals that the next base makes needless.
        let journalNames: [String]
        /// How many entries to read for each change that comes in.
        let pace: Int
    }

    init(
        manifest: IndexManifest, folder: any IndexFolder, limits: KeyIndexLimits,
        random: any RandomSource
    ) throws {
        self.folder = folder
        self.limits = limits
        self.random = random
        identity = manifest.identity
        tableID = manifest.tableID
        hasher = manifest.hasher
        point = manifest.point
        registry = PartRegistry(parts: manifest.parts, nextNumber: manifest.nextNumber)
        base = try BaseTable(manifest.base, in: folder)
        nextJournal = manifest.firstJournal
        chain = manifest.chain
        pending = PendingTable(room: pendingMax)
    }

    /// The changes at which the base is written anew.
    var pendingMax: Int {
        let wanted = base.entryCount / max(limits.entriesPerChange, 1)
        return max(min(wanted, limits.pendingEntriesMax), limits.pendingEntriesMin, 1)
    }

    /// Whether a finished base waits for ``settle()``.
    var needsSettlement: Bool { unsettled != nil }

    /// Whether settling can no longer wait: the next base is overdue.
    var mustSettle: Bool {
        unsettled != nil
            && (pending.count >= pendingMax / 2 * 3
                || registry.relocations.count >= 2 * limits.relocationsMax)
    }

    var isMergeDue: Bool {
        let moved = registry.relocations
        return pending.count >= pendingMax || moved.count >= limits.relocationsMax
            || moved.reduce(0, { $0 + $1.description.rowCount })
                >= max(base.entryCount, pendingMax)
    }

    var memoryBytes: Int {
        pending.byteCount + (frozen?.byteCount ?? 0) + base.blockCount * 8
    }

    var mappedBytes: Int {
        let moved = registry.relocations.reduce(0) { $0 + $1.description.blockCount }
        return (base.blockCount + base.description.directoryBlockCount + moved)
            * IndexBlock.byteCount
    }

    func check() throws(StoreError) {
        if let failure { throw failure }
    }

    /// A number that no file of the folder is named by.
    func freshSalt() throws -> UInt64 {
        let names = Set(try folder.names())
        while true {
            let salt = random.next()
            let taken = [IndexFileName.base(salt), IndexFileName.relocation(salt)]
            if names.isDisjoint(with: taken) { return salt }
        }
    }

    /// Notes that journals are durable; the last one is, too, but for what comes now.
    func forgetSynced(through number: UInt64) {
        unsynced.removeAll { $0.number <= number && $0.number != journal?.number }
    }

    /// Does what may find damage or fail halfway: the index is of no use then.
    func guarding<Value>(_ work: () throws -> Value) throws(StoreError) -> Value {
        try check()
        do {
            return try work()
        } catch {
            let reason: StoreError =
                switch error {
                case let error as StoreError: error
                case let error as IndexDamage: error.error
                default:
                    StoreError(
                        .keyIndex, "The key index failed; open the table again.", cause: error)
                }
            failure = reason
            throw reason
        }
    }
}
