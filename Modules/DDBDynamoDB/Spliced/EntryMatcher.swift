import DDBAttributes

/// Why a reply does not fit its request.
struct EntryFault: Error {
    /// What is wrong, after the name of the member and before a full stop.
    let problem: String
    var cause: (any Error)?
}

/// Finds which entries of a request the items of its reply are about, by their keys.
struct EntryMatcher {
    let table: String
    let digests: [KeyDigest]
    let identifier: KeyIdentifier

    /// Returns the entry of every record of a batch, in the order of the records.
    ///
    /// - Parameter fits: Whether an entry may be meant by a record of an operation.
    func entries(
        of batch: ItemBatch, fits: (_ entry: Int, ItemOperation) -> Bool = { _, _ in true }
    ) throws(EntryFault) -> [Int] {
        var entries: [Int] = []
        guard !batch.records.isEmpty else { return entries }
        entries.reserveCapacity(batch.records.count)
        var isFound = [Bool](repeating: false, count: digests.count)
        var key: [UInt8] = []
        for record in batch.records {
            guard isTable(batch.tables[record.table]) else {
                throw EntryFault(problem: "names a table that was not asked for")
            }
            let image = record.newImage >= 0 ? record.newImage : record.keys
            let digest: KeyDigest
            do throws(AttributeError) {
                digest = try identifier.digest(of: image, in: batch, key: &key)
            } catch {
                throw EntryFault(problem: "has an item without the table's key", cause: error)
            }
            guard let entry = digests.firstIndex(of: digest), fits(entry, record.operation) else {
                throw EntryFault(problem: "names what was not sent")
            }
            guard !isFound[entry] else { throw EntryFault(problem: "names an item twice") }
            isFound[entry] = true
            entries.append(entry)
        }
        return entries
    }

    /// Whether a table of a reply is that of the request, either by name or by ARN.
    func isTable(_ name: String) -> Bool {
        name == table
            || BatchWriteItemRequest.tableName(of: name)
                == BatchWriteItemRequest.tableName(of: table)
    }
}
