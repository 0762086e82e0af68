extension LeafColumn {
    /// Checks that the column fits its leaf and the rows: a mistake here would be a broken file.
    func check(_ leaf: SchemaLeaf, rowCount: Int) throws(ParquetError) {
        try check(leaf, rowCount: rowCount, valueCount: values.count)
    }

    /// Checks the type, and that the levels fit the rows and so many values.
    func check(_ leaf: SchemaLeaf, rowCount: Int, valueCount: Int) throws(ParquetError) {
        func require(_ condition: Bool, _ what: String) throws(ParquetError) {
            guard condition else {
                throw ParquetError(.mismatch, "Column \(leaf.name): \(what).")
            }
        }
        try require(hasType(of: leaf), "the values are not of the leaf's physical type")
        let entryCount = leaf.repetitionLevelMax > 0 ? repetitionLevels.count : rowCount
        if leaf.repetitionLevelMax > 0 {
            try require(
                Levels.greatest(repetitionLevels) <= leaf.repetitionLevelMax,
                "a repetition level is above the leaf's")
            try require(
                rowCount == Levels.count(repetitionLevels, 0..<entryCount, equal: 0)
                    && repetitionLevels.first ?? 0 == 0,
                "the repetition levels are not those of \(rowCount) rows")
        } else {
            try require(repetitionLevels.isEmpty, "the leaf has no repetition levels")
        }
        let isAllPresent = definitionLevels.isEmpty && leaf.repetitionLevelMax == 0
        if leaf.definitionLevelMax == 0 || isAllPresent {
            try require(definitionLevels.isEmpty, "the leaf has no definition levels")
            try require(
                valueCount == rowCount, "\(valueCount) values do not fill \(rowCount) rows")
            return
        }
        try require(
            definitionLevels.count == entryCount,
            "\(definitionLevels.count) definition levels do not fit \(entryCount) entries")
        try require(
            Levels.greatest(definitionLevels) <= leaf.definitionLevelMax,
            "a definition level is above the leaf's")
        let present = Levels.count(
            definitionLevels, definitionLevels.indices, equal: leaf.definitionLevelMax)
        try require(
            present == valueCount, "the levels have \(present) values, not \(valueCount)")
    }

    private func hasType(of leaf: SchemaLeaf) -> Bool {
        switch (values, leaf.physicalType) {
        case (.boolean, .boolean), (.int32, .int32), (.int64, .int64), (.float, .float),
            (.double, .double), (.byteArray, .byteArray):
            true
        case (.int96(let column), .int96): column.byteCount == 12
        case (.fixed(let column), .fixed(let byteCount)): column.byteCount == byteCount
        case (.boolean, _), (.int32, _), (.int64, _), (.int96, _), (.float, _), (.double, _),
            (.byteArray, _), (.fixed, _):
            false
        }
    }
}
