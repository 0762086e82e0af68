import DDBBase

/// Writes the logs of recovery and the exports into a journal, and brings them back; a record is a
/// ``RecoveryNote``.
struct RecoveryKeeper: KeptRoom {
    let history: RecoveryHistory
    let book: ExportBook

    var tag: UInt8 { 3 }

    /// Begins to write; after everything is restored.
    func attach(_ journal: Journal, tables: TableEngine) {
        let note: @Sendable ([UInt8]) -> Void = { journal.append(tag: 3, $0) }
        book.attach(note: note)
        history.attach(tables: tables.recoverableTables, now: tables.clock.now, note: note)
    }

    func restore(_ record: [UInt8]) throws(JournalError) {
        guard let note = RecoveryNote(record) else { throw Self.unknown(nil) }
        guard case .export(let bytes) = note else { return history.restore(note) }
        do {
            try book.restore(bytes)
        } catch {
            throw Self.unknown(error)
        }
    }

    private static func unknown(_ cause: (any Error)?) -> JournalError {
        JournalError(
            "The folder holds a record of exports that is none; use the version that wrote it.",
            cause: cause)
    }

    func still(_ body: () -> Void) {
        history.still { _ in book.still { _ in body() } }
    }

    func stillWithRecords(_ body: (any Sequence<[UInt8]> & Sendable) -> Void) {
        history.still { logs in
            book.still { records in
                body(RecoverySnapshot(logs: Array(logs), records: records))
            }
        }
    }
}

extension TableEngine {
    /// The ids of tables whose recovery to a moment is on, with their days.
    fileprivate var recoverableTables: [String: Int] {
        do throws(ServiceRefusal) {
            return try withTables { tables throws(ServiceRefusal) in
                var days: [String: Int] = [:]
                for table in tables.values where table.recoverableSince != nil {
                    days[table.schema.id] = table.recoveryDays
                }
                return days
            }
        } catch {
            preconditionFailure("looking refuses nothing: \(error.code)")
        }
    }
}
