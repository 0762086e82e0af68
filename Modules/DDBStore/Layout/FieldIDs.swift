import DDBSchema

/// The ids of a mapped table's columns: readers refuse a table that has one twice.
///
/// An id is a hash of the path of names, so that workers agree on it without talking; where two
/// paths have the same, the later one takes the next free number. Readers go by physical names,
/// so a part that was written while the other column was unknown may keep the former number.
struct FieldIDs {
    private var ids: [[AttributeName]: Int32] = [:]
    private var taken: Set<Int32> = []

    init(_ layout: TableLayout) {
        for column in layout.systemColumns { add(Self.path(column), column.fieldID) }
        for column in layout.columns.columns { add(column, path: []) }
    }

    /// The greatest id; 0 where there is none.
    var greatest: Int32 { taken.max() ?? 0 }

    subscript(path: [AttributeName]) -> Int32? { ids[path] }

    subscript(column: SystemColumn) -> Int32? { ids[Self.path(column)] }

    /// No attribute has an empty name, so no path is one of these.
    private static func path(_ column: SystemColumn) -> [AttributeName] {
        ["", AttributeName(column.rawValue)]
    }

    private mutating func add(_ column: TableColumn, path: [AttributeName]) {
        let path = path + [column.attribute]
        add(path, TableColumn.fieldID(path: path))
        add(column.type, path: path)
    }

    private mutating func add(_ type: ColumnType, path: [AttributeName]) {
        switch type {
        case .list(let element), .set(let element): add(element, path: path)
        case .structure(let fields): for field in fields { add(field, path: path) }
        case .string, .integer, .decimal, .digits, .double, .boolean, .binary, .json: break
        }
    }

    private mutating func add(_ path: [AttributeName], _ wanted: Int32) {
        var id = wanted
        while !taken.insert(id).inserted { id = id == .max ? 1 : id + 1 }
        ids[path] = id
    }
}

extension TableLayout {
    /// The ids of the columns, where the table needs column mapping.
    var fieldIDs: FieldIDs? { columns.usesColumnMapping ? FieldIDs(self) : nil }
}
