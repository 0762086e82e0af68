import DDBParquet

/// One kind of action in a row group of a checkpoint: its columns, each as an array with an entry
/// for every row that has the action.
struct CheckpointGroup {
    /// The name of the kind.
    let name: String
    /// How many rows have the action.
    let count: Int
    private let leaves: [[String]: (leaf: SchemaLeaf, column: LeafColumn)]
    private let node: SchemaNode

    /// - Parameters:
    ///   - node: The kind in the schema.
    ///   - columns: Leaves of it that were read.
    init?(
        _ node: SchemaNode, _ columns: [(leaf: SchemaLeaf, column: LeafColumn)]
    ) throws(DeltaError) {
        guard let first = columns.first else { return nil }
        guard node.repetition == .optional, case .group = node.content else {
            throw Self.malformed(node.name)
        }
        name = node.name
        self.node = node
        var leaves: [[String]: (leaf: SchemaLeaf, column: LeafColumn)] = [:]
        for column in columns { leaves[Array(column.leaf.path.dropFirst())] = column }
        self.leaves = leaves
        count = Self.rows(first.column).count { $0 >= 1 }
    }

    /// Texts of a column; all nil where the file has no such column.
    func texts(_ path: String...) throws(DeltaError) -> [String?] {
        try scalars(path) { values throws(DeltaError) in
            guard case .byteArray(let texts) = values else { throw Self.malformed(name) }
            return { String(decoding: texts[$0], as: UTF8.self) }
        }
    }

    /// Integers of a column of either width.
    func integers(_ path: String...) throws(DeltaError) -> [Int64?] {
        try scalars(path) { values throws(DeltaError) in
            switch values {
            case .int32(let values): return { Int64(values[$0]) }
            case .int64(let values): return { values[$0] }
            case .boolean, .int96, .float, .double, .byteArray, .fixed:
                throw Self.malformed(name)
            }
        }
    }

    func truths(_ path: String...) throws(DeltaError) -> [Bool?] {
        try scalars(path) { values throws(DeltaError) in
            guard case .boolean(let truths) = values else { throw Self.malformed(name) }
            return { truths[$0] }
        }
    }

    /// Lists of texts; nil for one that is null.
    ///
    /// Writers name the levels of a list as they like.
    func lists(_ column: String) throws(DeltaError) -> [[String]?] {
        guard let found = try nested(column, leafCount: 1)?.first else {
            return Array(repeating: nil, count: count)
        }
        return try lists(found.leaf, found.column).map { list in list.map { $0.map { $0 ?? "" } } }
    }

    /// Maps of texts; nil for one that is null.
    func maps(_ column: String) throws(DeltaError) -> [[String: String?]?] {
        guard let found = try nested(column, leafCount: 2) else {
            return Array(repeating: nil, count: count)
        }
        let keys = try lists(found[0].leaf, found[0].column)
        let values = try lists(found[1].leaf, found[1].column)
        var maps: [[String: String?]?] = []
        maps.reserveCapacity(count)
        for (keys, values) in zip(keys, values) {
            guard let keys, let values else {
                maps.append(nil)
                continue
            }
            guard keys.count == values.count else { throw Self.malformed(name) }
            var map: [String: String?] = [:]
            for (key, value) in zip(keys, values) { map[key ?? ""] = .some(value) }
            maps.append(map)
        }
        return maps
    }

    private func scalars<Value>(
        _ path: [String], _ access: (LeafValues) throws(DeltaError) -> (Int) -> Value
    ) throws(DeltaError) -> [Value?] {
        guard let (leaf, column) = leaves[path] else { return Array(repeating: nil, count: count) }
        guard leaf.repetitionLevelMax == 0 else { throw Self.malformed(name) }
        let value = try access(column.values)
        var found: [Value?] = []
        found.reserveCapacity(count)
        var index = 0
        for level in column.definitionLevels where level >= 1 {
            if level == leaf.definitionLevelMax {
                found.append(value(index))
                index += 1
            } else {
                found.append(nil)
            }
        }
        return try checked(found)
    }

    /// The elements of a repeated leaf, row by row; nil where the row has no list.
    private func lists(
        _ leaf: SchemaLeaf, _ column: LeafColumn
    ) throws(DeltaError) -> [[String?]?] {
        guard leaf.repetitionLevelMax == 1, case .byteArray(let texts) = column.values,
            let listLevel = repeatedLevel(leaf)
        else { throw Self.malformed(name) }
        var lists: [[String?]?] = []
        lists.reserveCapacity(count)
        var index = 0
        for (level, repetition) in zip(column.definitionLevels, column.repetitionLevels) {
            if level < 1 { continue }
            if repetition == 0 { lists.append(level + 1 < listLevel ? nil : []) }
            guard level >= listLevel else { continue }
            let isPresent = level == leaf.definitionLevelMax
            let text = isPresent ? String(decoding: texts[index], as: UTF8.self) : nil
            guard !lists.isEmpty else { throw Self.malformed(name) }
            lists[lists.count - 1]?.append(text)
            if isPresent { index += 1 }
        }
        return try checked(lists)
    }

    /// The definition level at which a list of the leaf's path has an element.
    private func repeatedLevel(_ leaf: SchemaLeaf) -> UInt8? {
        var node = node
        var level: UInt8 = 1
        for name in leaf.path.dropFirst() {
            guard case .group(let children) = node.content,
                let child = children.first(where: { $0.name == name })
            else { return nil }
            if child.repetition != .required { level += 1 }
            if child.repetition == .repeated { return level }
            node = child
        }
        return nil
    }

    /// The leaves below a column, in the order of the schema; nil where there are none.
    private func nested(
        _ column: String, leafCount: Int
    ) throws(DeltaError) -> [(leaf: SchemaLeaf, column: LeafColumn)]? {
        let found = leaves.values.filter { $0.leaf.path[1] == column }
            .sorted { $0.leaf.index < $1.leaf.index }
        if found.isEmpty { return nil }
        guard found.count == leafCount else { throw Self.malformed(name) }
        return found
    }

    private func checked<Value>(_ found: [Value]) throws(DeltaError) -> [Value] {
        guard found.count == count else { throw Self.malformed(name) }
        return found
    }

    /// The definition levels of the first entries of rows.
    private static func rows(_ column: LeafColumn) -> [UInt8] {
        if column.repetitionLevels.isEmpty { return column.definitionLevels }
        return zip(column.definitionLevels, column.repetitionLevels)
            .compactMap { $1 == 0 ? $0 : nil }
    }

    private static func malformed(_ name: String) -> DeltaError {
        DeltaError(
            .corrupt, "The columns of '\(name)' in a checkpoint are not those of the protocol.")
    }
}
