import DDBAttributes
import DDBDeltaLog
import DDBParquet
import DDBSchema
import DDBStorage

extension TableStore {
    /// Reads all of a table and proves it.
    ///
    /// Beside what ``StoredTable/verify()`` proves: the log is contiguous and its checkpoints say
    /// what its commits say; no two visible rows of a table that keeps the newest state of each
    /// item have one key; and the key index leads to every visible row and to no other. It reads
    /// one version and takes no lock, except for the index, which belongs to the writer: where
    /// somebody holds the table the index is not proven, and
    /// ``TableVerification/index-swift.property`` says so. Reads on the calling thread.
    ///
    /// - Throws: ``StoreError/Code/tableNotFound``; ``StoreError/Code/foreignTable``; `DeltaError`
    ///   where the log cannot be read at all; `StorageError` where files cannot be read for other
    ///   reasons than damage.
    public func verify(_ name: String) async throws -> TableVerification {
        try await verify(name, lock: nil)
    }

    /// How many visible rows have the key of another, found with a bounded number of rows at once.
    package func duplicateKeyCount(of name: String, passRowsMax: Int) async throws -> Int {
        let table = try await table(name)
        return try await KeyUniqueness.look(
            at: table, parts: table.parts, random: random, passRowsMax: passRowsMax
        ).duplicateCount
    }

    /// - Parameter lock: The table's lock, where the caller holds it.
    func verify(_ name: String, lock: FolderLock?) async throws -> TableVerification {
        let table = try await table(name)
        let log = try await table.log.verifyLog()
        var (result, readable) = try await table.verifyParts()
        result.commitCount = log.commitCount
        result.checkpointCount = log.checkpointCount
        result.faults = log.faults + result.faults
        result.notes = log.notes
        let isWhole = readable.count == table.parts.count
        try await proveKeys(table, readable, isWhole, &result)
        if isWhole {
            try await proveIndex(table, lock, &result)
        } else {
            result.index = .notProven(reason: "not all parts can be read")
        }
        return result
    }

    private func proveKeys(
        _ table: StoredTable, _ parts: [StoredPart], _ isWhole: Bool,
        _ result: inout TableVerification
    ) async throws {
        guard table.mode == .latest else { return }
        guard !table.columns.keys.isEmpty else {
            result.notes.append(
                "The table's key attributes are not known, so nobody can say whether keys are unique."
            )
            return
        }
        do {
            let keys = try await KeyUniqueness.look(at: table, parts: parts, random: random)
            result.keyCount = keys.rowCount
            if let fault = keys.fault { result.faults.append(fault) }
            if !isWhole {
                result.notes.append("Keys of parts that cannot be read were not compared.")
            }
        } catch {
            guard let fault = StoredTable.fault(error) else { throw error }
            result.faults.append("The keys of the table cannot be read: \(fault)")
        }
    }

    /// Proves the index under the table's lock, at the version that the table has then.
    private func proveIndex(
        _ table: StoredTable, _ held: FolderLock?, _ result: inout TableVerification
    ) async throws {
        guard let check = IndexCheck(table, random: random) else {
            result.index = .notProven(reason: "such a table has none")
            return
        }
        guard try check.exists() else {
            result.index = .absent
            return
        }
        let lock: FolderLock
        do {
            lock = if let held { held } else { try await self.lock(table.name) }
        } catch let error as StoreError where error.code == .unsupported {
            result.index = .notProven(reason: error.message)
            return
        } catch let error as StorageError where Self.keepsFromLock(error) {
            result.index = .notProven(reason: "\(error)")
            return
        }
        defer { withExtendedLifetime(lock) {} }
        let newest = try await self.table(table.name)
        let (index, faults) = try await (IndexCheck(newest, random: random) ?? check).run()
        result.index = index
        result.faults += faults
    }

    private static func keepsFromLock(_ error: StorageError) -> Bool {
        [.locked, .denied, .readOnly, .unsupported].contains(error.code)
    }

    /// Takes a table's lock.
    ///
    /// - Throws: A `StorageError` with code `locked` where a writer holds it, and `unsupported`
    ///   where the store has no locks.
    func lock(_ name: String) async throws -> FolderLock {
        guard let store = blobs as? any LockingBlobStore else {
            throw StoreError(
                .unsupported,
                "The store has no locks, so nobody can say that no writer is at work on '\(name)'; do "
                    + "it with the writer.")
        }
        return try await store.lock("\(name)/_ddbkit/lock")
    }
}
