import DDBBase
import Synchronization

/// Writes what happens to tables into a journal, and brings tables back.
///
/// ```
/// record = "T" state                         a table was made or changed; see TableState
///        / "D" id                            a table is gone
///        / "P" id item                       an item was put
///        / "R" id keys                       an item was removed
/// ```
/// An id has 36 characters; items and keys are JSON.
final class TableKeeper: KeptRoom, ChangeObserver {
    static let idBytes = 36

    let tag: UInt8 = 1
    private let engine = Mutex<TableEngine?>(nil)
    private let journal = Mutex<Journal?>(nil)

    /// Names whose tables are kept; before anything is restored.
    func attach(_ engine: TableEngine) {
        self.engine.withLock { $0 = engine }
    }

    /// Begins to write; after everything is restored.
    func attach(_ journal: Journal) {
        self.journal.withLock { $0 = journal }
    }

    // MARK: writing

    func itemsChanged(_ changes: [ItemChange]) {
        guard let journal = journal.withLock({ $0 }) else { return }
        for change in changes {
            var record = [UInt8(ascii: change.newImage == nil ? "R" : "P")]
            record.append(contentsOf: change.schema.id.utf8)
            record.append(contentsOf: (change.newImage ?? change.keys).wire)
            journal.append(tag: tag, record)
        }
    }

    func tableChanged(_ event: TableEvent) {
        guard let journal = journal.withLock({ $0 }) else { return }
        switch event {
        case .altered(let state):
            journal.append(tag: tag, [UInt8(ascii: "T")] + state)
        case .deleted(let schema, _):
            journal.append(tag: tag, [UInt8(ascii: "D")] + Array(schema.id.utf8))
        case .created, .streamEnabled, .streamDisabled, .recovery: break
        }
    }

    // MARK: reading

    func restore(_ record: [UInt8]) throws(JournalError) {
        guard let engine = engine.withLock({ $0 }) else {
            preconditionFailure("a keeper restores into an engine")
        }
        do throws(ServiceRefusal) {
            try engine.restore(record)
        } catch {
            throw JournalError(
                "The folder holds a record that is none: \(error.message); use the version that"
                    + " wrote it.")
        }
    }

    func snapshot(with tables: TableSnapshot) -> any Sequence<[UInt8]> & Sendable { tables }
}
