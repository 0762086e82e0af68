extension IndexSchema {
    /// Creates the schema of an index of a table.
    init(
        name: String, key: KeySchema, projection: Projection, isGlobal: Bool, tableKey: KeySchema
    ) {
        var names: Set<[UInt8]>?
        if projection != .all {
            var kept = Set((key.attributes + tableKey.attributes).map(\.wireName))
            if case .include(let others) = projection {
                kept.formUnion(others.map { WireName.bytes($0) })
            }
            names = kept
        }
        self.init(
            name: name, key: key, projection: projection, isGlobal: isGlobal, wireNames: names)
    }

    /// What the index holds of an item.
    func projected(_ item: StoredItem, _ attributes: [WireAttribute]) -> StoredItem {
        guard let wireNames else { return item }
        return item.keeping(attributes.filter { wireNames.contains(Array(item.wire[$0.name])) })
    }
}
