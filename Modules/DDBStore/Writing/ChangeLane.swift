public import DDBAttributes

/// One of the parallel ways into a table; used by one task at a time.
///
/// ```swift
/// let rejects = try await lane.append(batch)
/// if let staged = try await lane.seal() {
///     let summary = try await writer.commit([staged], positions)
/// }
/// ```
public final class ChangeLane {
    let writer: TableWriter

    init(_ writer: TableWriter) {
        self.writer = writer
    }

    /// Takes the records of a batch.
    ///
    /// - Returns: The records that the table cannot take.
    /// - Throws: ``StoreError/Code/invalidColumns`` where the table's keys are not known and cannot
    ///   be guessed.
    public func append(_ batch: ItemBatch) async throws -> [ChangeReject] {
        throw StoreError(.unsupported, "Changes are not written yet.")
    }

    /// Makes what was appended durable, though not visible, and begins anew.
    ///
    /// - Returns: nil where nothing was appended that makes a difference.
    public func seal() async throws -> StagedChanges? {
        throw StoreError(.unsupported, "Changes are not written yet.")
    }

    /// Gives up what was not sealed.
    public func abandon() async {}
}
