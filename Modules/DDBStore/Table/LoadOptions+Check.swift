import DDBSchema

extension LoadOptions {
    /// Checks what callers declare, since columns that do not fit together cannot be written.
    ///
    /// - Throws: ``StoreError/Code/invalidColumns``.
    func check() throws(StoreError) {
        if let keys { try Self.check(keys: keys) }
        guard case .declared(let columns) = plan else { return }
        try Self.check(keys: columns.keys)
        for key in columns.keys {
            let column = columns.columns.first { $0.attribute == key }
            guard let column, column.type.canBeKey else {
                throw StoreError(
                    .invalidColumns,
                    "The key attribute '\(key)' needs a column of text, numbers or bytes; add one.")
            }
        }
        let leaves = columns.columns.reduce(0) { $0 + $1.type.leafCount }
        let leavesMax = parts.limits.columnsMax - SystemColumn.allCases.count
        guard leaves <= leavesMax else {
            throw StoreError(
                .tooLarge,
                "The declaration has \(leaves) columns, those inside structs counted, and a table has "
                    + "at most \(leavesMax) beside our own; leave some out.")
        }
        try Self.check(columns.columns, taken: SystemColumn.names, depth: 0)
    }

    private static func check(keys: [AttributeName]) throws(StoreError) {
        guard keys.count <= 2, Set(keys).count == keys.count else {
            throw StoreError(
                .invalidColumns, "A table has one key attribute, or two different ones.")
        }
    }

    private static func check(
        _ columns: [TableColumn], taken: Set<String>, depth: Int
    ) throws(StoreError) {
        var names = taken
        var physicalNames: Set<String> = []
        var attributes: Set<AttributeName> = []
        for column in columns {
            guard names.insert(column.name.lowercased()).inserted,
                physicalNames.insert(column.physicalName).inserted,
                attributes.insert(column.attribute).inserted
            else {
                throw StoreError(
                    .invalidColumns,
                    "Two columns are called '\(column.name)', or show one attribute, or ddbkit has such "
                        + "a column; rename one.")
            }
            guard try isWritable(column.type, depth: depth) else {
                throw StoreError(
                    .invalidColumns,
                    "The column '\(column.name)' has a type that no column can have; see "
                        + "Docs/DiskFormat.md.")
            }
        }
    }

    private static func isWritable(_ type: ColumnType, depth: Int) throws(StoreError) -> Bool {
        guard depth <= ColumnType.nestingMax else { return false }
        switch type {
        case .string, .integer, .digits, .double, .boolean, .binary, .json:
            return true
        case .decimal(let precision, let scale):
            return (1...NumberShape.decimalDigitsMax).contains(precision)
                && (0...precision).contains(scale)
        case .list(let element):
            return try isWritable(element, depth: depth + 1)
        case .set(let element):
            switch element {
            case .string, .integer, .digits, .binary: return true
            case .decimal: return try isWritable(element, depth: depth + 1)
            case .double, .boolean, .json, .list, .set, .structure: return false
            }
        case .structure(let fields):
            try check(fields, taken: [], depth: depth + 1)
            return !fields.isEmpty
        }
    }
}

extension ColumnType {
    /// Whether a key attribute may have such a column: DynamoDB's keys are S, N or B.
    var canBeKey: Bool {
        switch self {
        case .string, .integer, .decimal, .digits, .binary: true
        case .double, .boolean, .json, .list, .set, .structure: false
        }
    }
}
