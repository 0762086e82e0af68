/// The columns of a table: what the census, or a declaration, makes of its attributes.
public struct TableColumns: Sendable, Hashable {
    /// The key attributes, partition key first; empty where they are unknown.
    public var keys: [AttributeName]
    /// The attribute columns: keys first, then in the order of the attributes' bytes.
    public var columns: [TableColumn]
    /// Whether the items stand whole in `_record`.
    public var hasRecord: Bool
    /// Whether a table that keeps the newest state of each item has the state before the last
    /// change too, in `_old_record`; a history has it always.
    public var hasOldRecord = false
    /// Attributes that have no column because the table has as many as it may have.
    public var withoutRoom: [AttributeName] = []

    /// Creates a set of columns.
    public init(keys: [AttributeName], columns: [TableColumn], hasRecord: Bool = false) {
        self.keys = keys
        self.columns = columns
        self.hasRecord = hasRecord
    }

    /// The typed columns of a census.
    ///
    /// - Parameters:
    ///   - shape: The attributes of all items.
    ///   - keys: The key attributes; they stand first, as far as the census saw them.
    ///   - limits: `columnsMax` bounds the leaves: an attribute that would go past it becomes JSON
    ///     text, and where not even that fits it has no column.
    public init(shape: MapShape, keys: [AttributeName], limits: ShapeLimits) {
        let present = keys.filter { shape.fields[$0] != nil }
        let others = shape.sortedNames.filter { !keys.contains($0) }
        let ordered = present + others
        let names = Dictionary(
            uniqueKeysWithValues: zip(
                shape.sortedNames,
                ColumnNaming.names(for: shape.sortedNames, reserved: SystemColumn.names)))
        var room = limits.columnsMax - SystemColumn.allCases.count
        var columns: [TableColumn] = []
        var withoutRoom: [AttributeName] = []
        for attribute in ordered {
            guard let known = shape.fields[attribute], let known, let name = names[attribute],
                var type = ColumnType(shape: known, path: [attribute])
            else { continue }
            if type.leafCount > room { type = .json }
            guard type.leafCount <= room else {
                withoutRoom.append(attribute)
                continue
            }
            room -= type.leafCount
            columns.append(
                TableColumn(
                    attribute: attribute, name: name,
                    physicalName: ColumnNaming.physicalName(name, path: [attribute]), type: type))
        }
        self.init(keys: keys, columns: columns)
        self.withoutRoom = withoutRoom
    }

    /// The columns of `record` mode: the keys, and `_record` for the whole item.
    public init(recordWithKeys keys: [AttributeName], shape: MapShape, limits: ShapeLimits) {
        var onlyKeys = MapShape()
        for key in keys {
            onlyKeys.join(
                key, shape.fields[key] ?? nil, limits: limits, keysMax: limits.attributesMax)
        }
        self.init(shape: onlyKeys, keys: keys, limits: limits)
        hasRecord = true
    }

    /// Whether a physical name differs from its column's name, so that the table needs column
    /// mapping.
    public var usesColumnMapping: Bool {
        columns.contains(where: \.usesMapping)
    }
}

extension TableColumn {
    /// Whether this column, or one inside it, has a physical name of its own.
    var usesMapping: Bool { name != physicalName || type.usesMapping }
}

extension ColumnType {
    var usesMapping: Bool {
        switch self {
        case .string, .integer, .decimal, .digits, .double, .boolean, .binary, .json: false
        case .list(let element), .set(let element): element.usesMapping
        case .structure(let fields): fields.contains(where: \.usesMapping)
        }
    }

    /// The column type that holds a shape, or nil where the shape says too little to have one.
    ///
    /// Of NULL, empty lists and empty maps alone nothing is known yet: they have no column, and
    /// `_rest` holds them.
    ///
    /// - Parameters:
    ///   - path: The attribute names down to the column.
    ///   - depth: How many lists and structs lie above.
    init?(shape: AttributeShape, path: [AttributeName], depth: Int = 0) {
        switch shape {
        case .list, .map, .stringSet, .numberSet, .binarySet:
            guard depth < Self.nestingMax else {
                self = .json
                return
            }
        case .string, .number, .binary, .boolean, .mixed: break
        }
        switch shape {
        case .string: self = .string
        case .number(let number): self = number.columnType
        case .binary: self = .binary
        case .boolean: self = .boolean
        case .stringSet: self = .set(.string)
        case .numberSet(let number): self = .set(number.columnType)
        case .binarySet: self = .set(.binary)
        case .mixed: self = .json
        case .list(let element):
            guard let element, let type = ColumnType(shape: element, path: path, depth: depth + 1)
            else { return nil }
            self = .list(type)
        case .map(let map):
            let fields = TableColumn.fields(of: map, path: path, depth: depth + 1)
            guard !fields.isEmpty else { return nil }
            self = .structure(fields)
        }
    }
}

extension TableColumn {
    /// The fields of a struct column, in the order of their bytes.
    static func fields(
        of map: MapShape, path: [AttributeName], depth: Int
    ) -> [TableColumn] {
        let names = map.sortedNames
        let shown = ColumnNaming.names(for: names, reserved: [])
        return zip(names, shown).compactMap { attribute, name in
            let path = path + [attribute]
            guard let known = map.fields[attribute], let known,
                let type = ColumnType(shape: known, path: path, depth: depth)
            else { return nil }
            return TableColumn(
                attribute: attribute, name: name,
                physicalName: ColumnNaming.physicalName(name, path: path), type: type)
        }
    }
}
