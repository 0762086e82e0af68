import DDBDeltaLog
import DDBParquet
import DDBSchema

/// A condition whose columns are found and whose values have the form of the columns.
indirect enum BoundCondition: Sendable {
    /// A test of a column, by its place in the table.
    case test(Int, ColumnTest)
    case isNull(Int)
    case isNotNull(Int)
    case and([BoundCondition])
    case or([BoundCondition])

    /// The deepest nesting of conditions.
    private static let depthMax = 60

    /// - Throws: ``StoreError/Code/invalidColumns`` where a column is not there or has not the type
    ///   of the value; ``StoreError/Code/tooLarge`` where conditions nest too deeply.
    init(_ condition: RowCondition, _ table: ScanTable, depth: Int = 0) throws(StoreError) {
        guard depth < Self.depthMax else {
            throw StoreError(.tooLarge, "The condition is nested too deeply; flatten it.")
        }
        switch condition {
        case .compare(let name, let comparison, let value):
            self = try Self.test(name, comparison, [value], table)
        case .isIn(let name, let values):
            self = try Self.test(name, .equal, values, table)
        case .isNull(let name): self = .isNull(try table.place(of: name))
        case .isNotNull(let name): self = .isNotNull(try table.place(of: name))
        case .and(let parts):
            var bound: [BoundCondition] = []
            for part in parts { bound.append(try Self(part, table, depth: depth + 1)) }
            self = .and(bound)
        case .or(let parts):
            var bound: [BoundCondition] = []
            for part in parts { bound.append(try Self(part, table, depth: depth + 1)) }
            self = .or(bound)
        }
    }

    private static func test(
        _ name: String, _ comparison: RowCondition.Comparison, _ values: [RowValue],
        _ table: ScanTable
    ) throws(StoreError) -> BoundCondition {
        let place = try table.place(of: name)
        guard let test = ColumnTest(table.columns[place].kind, comparison, values) else {
            throw StoreError(
                .invalidColumns,
                "The column '\(name)' is compared with a value of another type; see its type with "
                    + "`ddbkit store describe`.")
        }
        return .test(place, test)
    }

    /// The columns that are needed to decide it.
    var places: Set<Int> {
        switch self {
        case .test(let place, _), .isNull(let place), .isNotNull(let place): [place]
        case .and(let parts), .or(let parts): parts.reduce(into: []) { $0.formUnion($1.places) }
        }
    }
}

/// The columns of a table, found by their names.
struct ScanTable: Sendable {
    let name: String
    let columns: [ScanColumn]
    private let places: [[UInt8]: Int]

    init(_ name: String, _ layout: TableLayout) throws {
        self.name = name
        columns = try ScanColumn.all(of: layout)
        var places: [[UInt8]: Int] = [:]
        for (place, column) in columns.enumerated() { places[Array(column.name.utf8)] = place }
        self.places = places
    }

    func place(of column: String) throws(StoreError) -> Int {
        guard let place = places[Array(column.utf8)] else {
            throw StoreError(
                .invalidColumns,
                "The table '\(name)' has no column '\(column)'; `ddbkit store describe \(name)` lists "
                    + "those it has.")
        }
        return place
    }
}

extension BoundCondition {
    /// Whether a file may have rows that pass, by what the log says of it.
    func mayPass(_ stated: FileStatistics, _ table: ScanTable) -> Bool {
        switch self {
        case .test(let place, let test):
            let column = table.columns[place]
            let path = column.leaves[0].path
            if let rows = stated.rowCount, stated.nullCount(path) == rows { return false }
            return LeafBounds(column.kind, path, stated)?.mayPass(test) ?? true
        case .isNull(let place):
            return stated.nullCount(table.columns[place].leaves[0].path) != 0
        case .isNotNull(let place):
            let column = table.columns[place]
            // A struct whose first field is always null need not be null.
            guard let rows = stated.rowCount, case .nested = column.kind else {
                return stated.rowCount == nil
                    || stated.nullCount(column.leaves[0].path) != stated.rowCount
            }
            return rows > 0
        case .and(let parts): return parts.allSatisfy { $0.mayPass(stated, table) }
        case .or(let parts): return parts.contains { $0.mayPass(stated, table) }
        }
    }

    /// The condition for a part's row groups and pages: what it leaves out does not pass.
    ///
    /// - Parameter leaf: The place in the file of a leaf of the table; nil where the part lacks it.
    func predicate(_ table: ScanTable, _ leaf: (SchemaLeaf) -> SchemaLeaf?) -> Predicate {
        switch self {
        case .test(let place, let test):
            guard let leaf = leaf(table.columns[place].leaves[0]) else { return .or([]) }
            return test.predicate(leaf)
        case .isNull(let place):
            guard let leaf = leaf(table.columns[place].leaves[0]) else { return .and([]) }
            return .isNull(leaf: leaf.index)
        case .isNotNull(let place):
            let column = table.columns[place]
            guard let leaf = leaf(column.leaves[0]) else { return .or([]) }
            if case .nested = column.kind { return .and([]) }
            return .isNotNull(leaf: leaf.index)
        case .and(let parts): return .and(parts.map { $0.predicate(table, leaf) })
        case .or(let parts): return .or(parts.map { $0.predicate(table, leaf) })
        }
    }

    /// Which rows pass.
    ///
    /// - Parameter column: The first leaf of a column; nil where the part lacks it.
    func passing(rowCount: Int, _ column: (Int) -> LeafColumn?) throws(StoreError) -> [Bool] {
        switch self {
        case .test(let place, let test):
            guard let leaf = column(place) else {
                return Array(repeating: false, count: rowCount)
            }
            return try test.passing(leaf, rowCount: rowCount)
        case .isNull(let place):
            return Self.nulls(column(place), rowCount: rowCount)
        case .isNotNull(let place):
            return Self.nulls(column(place), rowCount: rowCount).map { !$0 }
        case .and(let parts):
            var result = Array(repeating: true, count: rowCount)
            for part in parts {
                let other = try part.passing(rowCount: rowCount, column)
                for row in result.indices where !other[row] { result[row] = false }
            }
            return result
        case .or(let parts):
            var result = Array(repeating: false, count: rowCount)
            for part in parts {
                let other = try part.passing(rowCount: rowCount, column)
                for row in result.indices where other[row] { result[row] = true }
            }
            return result
        }
    }

    /// Which rows have no value; of a list or struct the first leaf tells by its level.
    private static func nulls(_ leaf: LeafColumn?, rowCount: Int) -> [Bool] {
        guard let leaf else { return Array(repeating: true, count: rowCount) }
        guard !leaf.definitionLevels.isEmpty else {
            return Array(repeating: false, count: rowCount)
        }
        var nulls: [Bool] = []
        nulls.reserveCapacity(rowCount)
        for (entry, level) in leaf.definitionLevels.enumerated() {
            let isRow = leaf.repetitionLevels.isEmpty || leaf.repetitionLevels[entry] == 0
            if isRow { nulls.append(level == 0) }
        }
        return nulls
    }
}
