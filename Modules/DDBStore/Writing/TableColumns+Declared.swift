import DDBSchema

extension TableColumns {
    /// Checks that columns that are declared for a table that has these do not contradict them.
    ///
    /// - Throws: ``StoreError/Code/invalidColumns`` naming the column, with what to do.
    func check(
        declared: TableColumns, limits: ShapeLimits, table: String
    ) throws(StoreError) {
        var known: [AttributeName: TableColumn] = [:]
        for column in columns { known[column.attribute] = column }
        for column in declared.columns {
            guard let own = known[column.attribute] else {
                try check(new: column, table: table)
                continue
            }
            guard own.name == column.name else {
                throw StoreError(
                    .invalidColumns,
                    "The attribute '\(column.attribute)' is the column '\(own.name)' of the table "
                        + "'\(table)' and is declared as '\(column.name)'; declare it as it is, or "
                        + "load the table anew.")
            }
            guard column.type.isPart(of: own.type) else {
                throw StoreError(
                    .invalidColumns,
                    "The column '\(own.name)' of the table '\(table)' is \(own.type) and is declared "
                        + "as \(column.type); declare it as it is, or load the table anew.")
            }
        }
        let leaves = adding(declared).columns.reduce(0) { $0 + $1.type.leafCount }
        let leavesMax = limits.columnsMax - SystemColumn.allCases.count
        guard leaves <= leavesMax else {
            throw StoreError(
                .tooLarge,
                "With the declared columns the table '\(table)' would have \(leaves), those inside "
                    + "structs counted, and a table has at most \(leavesMax) beside our own; declare "
                    + "fewer.")
        }
    }

    private func check(new column: TableColumn, table: String) throws(StoreError) {
        if hasRecord {
            throw StoreError(
                .invalidColumns,
                "The table '\(table)' keeps its items whole in `_record` and has no column for "
                    + "'\(column.attribute)', which is declared; load the table anew, or declare its "
                    + "keys alone.")
        }
        let isTaken = columns.contains {
            $0.name.lowercased() == column.name.lowercased()
                || $0.physicalName == column.physicalName
        }
        if isTaken {
            throw StoreError(
                .invalidColumns,
                "The table '\(table)' has a column '\(column.name)' already, of another attribute "
                    + "than '\(column.attribute)'; declare another name.")
        }
    }

    /// These columns, with those that are declared beside them.
    func adding(_ declared: TableColumns) -> TableColumns {
        let known = Set(columns.map(\.attribute))
        var result = self
        result.columns += declared.columns.filter { !known.contains($0.attribute) }
        return result
    }
}
