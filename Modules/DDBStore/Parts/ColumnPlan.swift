public import DDBSchema

/// Which columns a table gets.
public enum ColumnPlan: Sendable, Hashable {
    /// Typed columns, as wide as the census finds.
    case automatic
    /// The keys and `_record`.
    case record
    /// Declared columns; what does not fit them stands in `_rest`.
    case declared(TableColumns)

    /// Whether the columns are what they are whatever items come.
    var isFrozen: Bool {
        switch self {
        case .automatic, .record: false
        case .declared: true
        }
    }

    func columns(
        of shape: MapShape, keys: [AttributeName], limits: ShapeLimits,
        hasOldRecord: Bool = false
    ) -> TableColumns {
        var columns =
            switch self {
            case .automatic: TableColumns(shape: shape, keys: keys, limits: limits)
            case .record: TableColumns(recordWithKeys: keys, shape: shape, limits: limits)
            case .declared(let columns): columns
            }
        columns.hasOldRecord = hasOldRecord
        return columns
    }
}

extension TableColumns {
    /// Whether both have the same columns but for the widths of numbers.
    func hasSameStructure(as other: TableColumns) -> Bool {
        withoutRoom == other.withoutRoom && hasRecord == other.hasRecord
            && hasOldRecord == other.hasOldRecord
            && columns.count == other.columns.count
            && zip(columns, other.columns).allSatisfy { $0.hasSameStructure(as: $1) }
    }

    /// These columns, with the widths of numbers that others have.
    func retyped(by other: TableColumns) -> TableColumns {
        var result = self
        let types = Dictionary(uniqueKeysWithValues: other.columns.map { ($0.attribute, $0) })
        for index in columns.indices {
            guard let wider = types[columns[index].attribute],
                columns[index].hasSameStructure(as: wider)
            else { continue }
            result.columns[index].type = wider.type
        }
        return result
    }
}

extension TableColumn {
    func hasSameStructure(as other: TableColumn) -> Bool {
        attribute == other.attribute && name == other.name && physicalName == other.physicalName
            && type.hasSameStructure(as: other.type)
    }
}

extension ColumnType {
    func hasSameStructure(as other: ColumnType) -> Bool {
        switch (self, other) {
        case (.integer, .integer), (.integer, .decimal), (.integer, .digits),
            (.decimal, .integer), (.decimal, .decimal), (.decimal, .digits),
            (.digits, .integer), (.digits, .decimal), (.digits, .digits):
            true
        case (.list(let left), .list(let right)), (.set(let left), .set(let right)):
            left.hasSameStructure(as: right)
        case (.structure(let left), .structure(let right)):
            left.count == right.count
                && zip(left, right).allSatisfy { $0.hasSameStructure(as: $1) }
        case (.string, _), (.integer, _), (.decimal, _), (.digits, _), (.double, _),
            (.boolean, _), (.binary, _), (.json, _), (.list, _), (.set, _), (.structure, _):
            self == other
        }
    }
}
