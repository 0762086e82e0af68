import DDBAttributes
import DDBBase
import DDBDeltaLog
import DDBSchema
import Synchronization

extension TableWriter {
    /// What a lane needs; finds out the keys of a table that has none yet.
    func laneContext(guessingFrom batch: ItemBatch) async throws -> LaneContext {
        if state.withLock({ $0.keys }) == nil {
            try await serially { try self.takeKeys(KeyGuess.keys(of: batch)) }
        }
        return try laneContext()
    }

    /// What a lane needs.
    func laneContext() throws -> LaneContext {
        try state.withLock { state in
            if let failure = state.failure { throw failure }
            let keys = state.keys ?? []
            let columns = baseColumns(state)
            return LaneContext(
                mode: options.mode, keyNames: keys.map(\.utf8),
                hasher: state.index?.hasher ?? state.lostHasher,
                columns: columns, growth: growth(of: columns), positions: state.positions)
        }
    }

    /// The columns that the table has, or gets before anything came.
    func baseColumns(_ state: WriterState) -> TableColumns {
        var columns = state.columns ?? newColumns(state.keys ?? [])
        if case .declared(let declared) = options.plan { columns = columns.adding(declared) }
        // A table that has old records keeps them, whatever the options say.
        if options.hasOldRecord, options.mode == .latest { columns.hasOldRecord = true }
        return columns
    }

    private func newColumns(_ keys: [AttributeName]) -> TableColumns {
        var columns =
            switch options.plan {
            case .automatic: TableColumns(keys: keys, columns: [])
            case .record: TableColumns(keys: keys, columns: [], hasRecord: true)
            case .declared(let columns): columns
            }
        columns.hasOldRecord = options.mode == .latest && options.keepsOldRecords
        return columns
    }

    /// What the rows are of parts with these columns.
    func form(of columns: TableColumns) -> RowForm {
        switch options.mode {
        case .latest: .latest(hasOldRecord: columns.hasOldRecord)
        case .history: .history
        }
    }

    /// Which columns the table may get.
    func growth(of columns: TableColumns) -> ColumnGrowthRule {
        if options.plan.isFrozen { return .none }
        return columns.hasRecord ? .keys : .all
    }

    /// Takes the keys of a new table, and makes its index.
    ///
    /// - Throws: ``StoreError/Code/invalidColumns`` where there are none and the mode needs them.
    func takeKeys(_ keys: [AttributeName]) throws {
        guard state.withLock({ $0.keys }) == nil else { return }
        guard !keys.isEmpty || options.mode == .history else { throw withoutKeys() }
        let tableID = state.withLock { $0.tableID }
        var index: KeyIndex?
        var shop: IndexShop?
        if options.mode == .latest {
            let opened = indexShop(tableID, keys)
            index = try opened.empty()
            shop = opened
        }
        state.withLock { state in
            state.keys = keys
            state.index = index
            state.indexShop = shop
        }
    }

    func indexShop(_ tableID: String, _ keys: [AttributeName]) -> IndexShop {
        IndexShop(
            store: log.store, log: log, tableID: tableID, keys: TableProperty.text(of: keys),
            limits: options.limits.index, random: random)
    }

    func withoutKeys() -> StoreError {
        StoreError(
            .invalidColumns,
            "Which attributes are the key of the table '\(name)' cannot be seen from its items, and "
                + "a table that keeps the newest state of each item needs it; name them with the "
                + "option `keys`.")
    }

    func makeFreshRows(_ context: LaneContext) -> FreshRows {
        FreshRows(
            target: target, settings: options.parts, form: form(of: context.columns),
            growth: context.growth,
            base: context.columns,
            defaultTimestamp: (options.timestamp ?? time.now).microseconds)
    }
}
