/// What of a table does not change while a request is read: its names, its keys and its indexes.
final class TableSchema: Sendable {
    let name: String
    /// The id, which a table of the same name made later does not have.
    let id: String
    let arn: String
    let key: KeySchema
    let indexes: [IndexSchema]

    init(name: String, id: String, arn: String, key: KeySchema, indexes: [IndexSchema]) {
        self.name = name
        self.id = id
        self.arn = arn
        self.key = key
        self.indexes = indexes
    }

    /// The index of a name.
    func index(_ name: String) -> IndexSchema? { indexes.first { $0.name == name } }
}
