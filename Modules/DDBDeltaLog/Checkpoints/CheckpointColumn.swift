import DDBParquet

/// A column of a checkpoint: its place in the schema, and how its values come out of an action.
///
/// One table of these gives both the schema of the file and the contents of its columns.
struct CheckpointColumn<Action>: Sendable {
    enum Content: Sendable {
        case text(@Sendable (Action) -> String?)
        case integer(@Sendable (Action) -> Int64?)
        case integer32(@Sendable (Action) -> Int64?)
        case truth(@Sendable (Action) -> Bool?)
        case texts(@Sendable (Action) -> [String]?)
        case map(@Sendable (Action) -> [String: String?]?)
        case group([CheckpointColumn], isPresent: @Sendable (Action) -> Bool)
    }

    var name: String
    var content: Content

    init(_ name: String, _ content: Content) {
        self.name = name
        self.content = content
    }

    /// The column in the schema.
    ///
    /// Everything may be null: each row has one action and no other.
    var node: SchemaNode {
        switch content {
        case .text: .primitive(name, .optional, .byteArray, .string)
        case .integer: .primitive(name, .optional, .int64)
        case .integer32: .primitive(name, .optional, .int32)
        case .truth: .primitive(name, .optional, .boolean)
        case .texts:
            .list(name, .optional, element: .primitive("element", .optional, .byteArray, .string))
        case .map:
            .map(
                name, .optional, key: .primitive("key", .required, .byteArray, .string),
                value: .primitive("value", .optional, .byteArray, .string))
        case .group(let columns, _): .group(name, .optional, columns.map(\.node))
        }
    }
}

/// The rows of a row group that have one kind of action, and how many rows stand before and after.
struct CheckpointSection<Action> {
    var before: Int
    var actions: ArraySlice<Action>
    var after: Int

    /// The leaves of a column, depth first.
    func leaves(_ column: CheckpointColumn<Action>) -> [LeafColumn] {
        var leaves: [LeafColumn] = []
        append(column, enclosing: 0, { _ in true }, to: &leaves)
        return leaves
    }

    /// - Parameters:
    ///   - enclosing: The definition level of a row that has what encloses the column.
    ///   - isEnclosed: Whether a row has it.
    private func append(
        _ column: CheckpointColumn<Action>, enclosing: UInt8,
        _ isEnclosed: @escaping (Action) -> Bool, to leaves: inout [LeafColumn]
    ) {
        func levels(_ isPresent: (Action) -> Bool) -> [UInt8] {
            framed(
                actions.map { action in
                    guard isEnclosed(action) else { return enclosing - 1 }
                    return isPresent(action) ? enclosing + 1 : enclosing
                })
        }
        func values<Value>(_ value: (Action) -> Value?) -> [Value] {
            actions.compactMap { isEnclosed($0) ? value($0) : nil }
        }
        switch column.content {
        case .text(let text):
            leaves.append(
                LeafColumn(
                    definitionLevels: levels { text($0) != nil },
                    values: .byteArray(ByteArrayColumn(values(text)))))
        case .integer(let integer):
            leaves.append(
                LeafColumn(
                    definitionLevels: levels { integer($0) != nil },
                    values: .int64(values(integer))))
        case .integer32(let integer):
            let narrow = { integer($0).map { Int32(clamping: $0) } }
            leaves.append(
                LeafColumn(
                    definitionLevels: levels { narrow($0) != nil }, values: .int32(values(narrow))))
        case .truth(let truth):
            leaves.append(
                LeafColumn(
                    definitionLevels: levels { truth($0) != nil },
                    values: .boolean(values(truth))))
        case .texts(let texts):
            leaves.append(list(enclosing) { isEnclosed($0) ? texts($0) : nil })
        case .map(let map):
            leaves += self.map(enclosing) { isEnclosed($0) ? map($0) : nil }
        case .group(let columns, let isPresent):
            for inner in columns {
                append(
                    inner, enclosing: enclosing + 1, { isEnclosed($0) && isPresent($0) },
                    to: &leaves)
            }
        }
    }

    /// Puts the levels of the rows before and after around those of the actions.
    private func framed(_ levels: [UInt8]) -> [UInt8] {
        [UInt8](repeating: 0, count: before) + levels + [UInt8](repeating: 0, count: after)
    }

    private func list(_ enclosing: UInt8, _ texts: (Action) -> [String]?) -> LeafColumn {
        var levels: [UInt8] = []
        var repetition: [UInt8] = []
        var values = ByteArrayColumn()
        for action in actions {
            guard let elements = texts(action), !elements.isEmpty else {
                levels.append(texts(action) == nil ? enclosing : enclosing + 1)
                repetition.append(0)
                continue
            }
            for (index, element) in elements.enumerated() {
                levels.append(enclosing + 3)
                repetition.append(index == 0 ? 0 : 1)
                values.append(element.utf8)
            }
        }
        return LeafColumn(
            definitionLevels: framed(levels), repetitionLevels: framed(repetition),
            values: .byteArray(values))
    }

    private func map(
        _ enclosing: UInt8, _ map: (Action) -> [String: String?]?
    ) -> [LeafColumn] {
        var keyLevels: [UInt8] = []
        var valueLevels: [UInt8] = []
        var repetition: [UInt8] = []
        var keys = ByteArrayColumn()
        var values = ByteArrayColumn()
        for action in actions {
            let entries = map(action)
            guard let entries, !entries.isEmpty else {
                let level = entries == nil ? enclosing : enclosing + 1
                keyLevels.append(level)
                valueLevels.append(level)
                repetition.append(0)
                continue
            }
            // Ordered, so that equal tables give equal bytes.
            let names = entries.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            for (index, name) in names.enumerated() {
                keyLevels.append(enclosing + 2)
                keys.append(name.utf8)
                repetition.append(index == 0 ? 0 : 1)
                if case .some(.some(let value)) = entries[name] {
                    valueLevels.append(enclosing + 3)
                    values.append(value.utf8)
                } else {
                    valueLevels.append(enclosing + 2)
                }
            }
        }
        return [
            LeafColumn(
                definitionLevels: framed(keyLevels), repetitionLevels: framed(repetition),
                values: .byteArray(keys)),
            LeafColumn(
                definitionLevels: framed(valueLevels), repetitionLevels: framed(repetition),
                values: .byteArray(values)),
        ]
    }
}
