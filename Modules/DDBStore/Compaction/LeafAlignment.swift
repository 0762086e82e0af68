import DDBParquet

/// How one leaf of a table is had from a part: as it is, wider, or as null where the part lacks it.
enum LeafAlignment {
    /// The part has the leaf, with the table's type.
    case same(place: Int)
    /// The part has the leaf with a narrower number.
    case wider(place: Int, from: NumberForm, to: NumberForm)
    /// The part lacks the leaf. Where another leaf has the nearest struct or list above it that
    /// the part knows, its levels tell in which rows that is null.
    case absent(kin: Kin?)

    /// A leaf below the nearest ancestor that the part has.
    struct Kin {
        var place: Int
        /// The levels of the leaf itself.
        var leaf: SchemaLeaf
        /// The levels of the ancestor.
        var definitionLevel: UInt8
        var repetitionLevel: UInt8
    }

    static let mismatch = StoreError(
        .damaged,
        "A part has a column with another type than its table says; run `ddbkit store verify`.")

    /// How each leaf of a table is had from a part.
    ///
    /// - Parameters:
    ///   - fields: The table's columns, as its parts have them.
    /// - Throws: ``StoreError/Code/damaged`` where the part has a leaf of another form, or of a
    ///   wider number.
    static func make(
        _ fields: [SchemaNode], of part: ParquetSchema
    ) throws -> [LeafAlignment] {
        var places: [[String]: Int] = [:]
        for leaf in part.leaves { places[leaf.path] = leaf.index }
        return try ParquetSchema(fields).leaves.map { leaf in
            guard let place = places[leaf.path] else {
                return .absent(kin: kin(of: leaf, fields, part))
            }
            return try alignment(of: part.leaves[place], to: leaf)
        }
    }

    private static func alignment(
        of own: SchemaLeaf, to leaf: SchemaLeaf
    ) throws(StoreError) -> LeafAlignment {
        guard own.definitionLevelMax == leaf.definitionLevelMax,
            own.repetitionLevelMax == leaf.repetitionLevelMax
        else { throw mismatch }
        let from = NumberForm(own)
        let to = NumberForm(leaf)
        if own.physicalType == leaf.physicalType, from == to { return .same(place: own.index) }
        guard let from, let to = to ?? NumberForm(digits: leaf), from.widens(to: to) else {
            throw mismatch
        }
        return .wider(place: own.index, from: from, to: to)
    }

    /// A leaf of the part below the deepest node above a leaf that the part has.
    private static func kin(
        of leaf: SchemaLeaf, _ fields: [SchemaNode], _ part: ParquetSchema
    ) -> Kin? {
        for depth in stride(from: leaf.path.count - 1, to: 0, by: -1) {
            let prefix = leaf.path[..<depth]
            guard let other = part.leaves.first(where: { $0.path.starts(with: prefix) }) else {
                continue
            }
            var level: (definition: UInt8, repetition: UInt8) = (0, 0)
            var nodes = fields
            for name in prefix {
                guard let node = nodes.first(where: { $0.name == name }) else { return nil }
                level.definition += node.repetition == .required ? 0 : 1
                level.repetition += node.repetition == .repeated ? 1 : 0
                guard case .group(let children) = node.content else { return nil }
                nodes = children
            }
            return Kin(
                place: other.index, leaf: other, definitionLevel: level.definition,
                repetitionLevel: level.repetition)
        }
        return nil
    }

    /// The place of the leaf that has to be read; nil where none has.
    var place: Int? {
        switch self {
        case .same(let place), .wider(let place, _, _): place
        case .absent(let kin): kin?.place
        }
    }

    /// The column of the table's leaf.
    ///
    /// - Parameters:
    ///   - column: The column at ``place``, where there is one.
    /// - Throws: ``StoreError/Code/damaged`` where the values are not of the part's type.
    func aligned(
        _ column: LeafColumn?, to leaf: SchemaLeaf, rowCount: Int
    ) throws(StoreError) -> LeafColumn {
        switch self {
        case .same:
            guard let column else { throw ItemAssembler.torn }
            return column
        case .wider(_, let from, let to):
            guard var column else { throw ItemAssembler.torn }
            column.values = try from.widened(column.values, to: to)
            return column
        case .absent(let kin?):
            guard let column else { throw ItemAssembler.torn }
            return Self.nulls(leaf, kin, column, rowCount)
        case .absent(nil):
            let levels = [UInt8](repeating: 0, count: rowCount)
            return LeafColumn(
                definitionLevels: levels,
                repetitionLevels: leaf.repetitionLevelMax > 0 ? levels : [],
                values: leaf.noValues)
        }
    }

    /// A column without values, null at or above the ancestor that it shares with another leaf.
    private static func nulls(
        _ leaf: SchemaLeaf, _ kin: Kin, _ column: LeafColumn, _ rowCount: Int
    ) -> LeafColumn {
        var definitions = column.definitionLevels
        if definitions.isEmpty {
            definitions = Array(repeating: kin.leaf.definitionLevelMax, count: rowCount)
        }
        var repetitions: [UInt8] = []
        if kin.leaf.repetitionLevelMax > kin.repetitionLevel {
            // Further elements of a list inside the ancestor are none of the ancestor's.
            var kept: [UInt8] = []
            for (entry, level) in column.repetitionLevels.enumerated()
            where level <= kin.repetitionLevel {
                kept.append(min(definitions[entry], kin.definitionLevel))
                repetitions.append(level)
            }
            definitions = kept
        } else {
            for entry in definitions.indices {
                definitions[entry] = min(definitions[entry], kin.definitionLevel)
            }
            repetitions = column.repetitionLevels
        }
        if leaf.repetitionLevelMax == 0 {
            repetitions = []
        } else if repetitions.isEmpty {
            repetitions = Array(repeating: 0, count: rowCount)
        }
        return LeafColumn(
            definitionLevels: definitions, repetitionLevels: repetitions, values: leaf.noValues)
    }
}

extension SchemaLeaf {
    /// An array of the leaf's type without values.
    var noValues: LeafValues {
        switch physicalType {
        case .boolean: .boolean([])
        case .int32: .int32([])
        case .int64: .int64([])
        case .float: .float([])
        case .double: .double([])
        case .byteArray: .byteArray(ByteArrayColumn())
        case .int96: FixedColumn(bytes: [], byteCount: 12).map { .int96($0) } ?? .int32([])
        case .fixed(let width):
            FixedColumn(bytes: [], byteCount: width).map { .fixed($0) } ?? .int32([])
        }
    }
}
