public import DDBSchema

extension TableStore {
    /// Compacts a table that nobody writes; a writer at work does it by itself.
    ///
    /// Every step is a commit of its own, so that what was done stays done where a later step
    /// fails. The files that were merged stay until a vacuum finds that nobody needs them.
    ///
    /// - Parameters:
    ///   - keys: The table's key attributes, where it does not know them.
    ///   - onStep: Is told of each step.
    /// - Throws: A `StorageError` with code `locked` where a writer holds the table;
    ///   ``StoreError/Code/tableNotFound``; ``StoreError/Code/foreignTable`` where ddbkit did not
    ///   make the table; ``StoreError/Code/invalidColumns`` where neither the table nor the caller
    ///   knows its keys; what reading and writing parts throws.
    public func compact(
        _ name: String, goal: CompactionGoal, keys: [AttributeName]? = nil,
        onStep: (CompactionSummary) throws -> Void = { _ in }
    ) async throws {
        let table = try await table(name)
        guard table.properties[TableProperty.mode] != nil else {
            throw StoreError(
                .foreignTable,
                "The table '\(name)' was not made by ddbkit; compact it with what made it.")
        }
        if keys == nil, table.mode == .latest, table.columns.keys.isEmpty {
            throw StoreError(
                .invalidColumns,
                "The table '\(name)' does not know its key attributes, and its rows are merged in the "
                    + "order of their keys; name them, the partition key first: `ddbkit store compact "
                    + "\(name) --key NAME[,NAME]`.")
        }
        var options = WriterOptions()
        options.mode = table.mode
        options.keys = keys
        options.maintenance = .off
        let writer = try await self.writer(name, options: options)
        do {
            while let step = try await writer.compactOnce(goal) { try onStep(step) }
        } catch {
            // The first failure is what counts.
            _ = try? await writer.close()
            throw error
        }
        try await writer.close()
    }
}
