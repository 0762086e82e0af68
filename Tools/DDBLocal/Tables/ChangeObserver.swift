/// Follows the changes of tables, in their order.
///
/// Both functions are called under the lock of the tables: they must be quick, must not wait, and
/// must not call the tables.
protocol ChangeObserver: Sendable {
    /// Is told the changes of one call, in the order in which they were made.
    func itemsChanged(_ changes: [ItemChange])

    /// Is told what happened to a table.
    func tableChanged(_ event: TableEvent)
}
