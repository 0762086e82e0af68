import DDBBase

extension ColumnMap {
    /// Reads a cell of a typed header: `price:N`.
    ///
    /// - Returns: The column's name and type, or nil where the cell does not end in a type.
    public static func typedName(_ cell: String) -> (name: String, type: AttributeType)? {
        MapScanner.header(cell)
    }

    /// Reads a cell of a header that certainly is typed; without a type it is S.
    ///
    /// - Throws: ``ColumnMapError`` where what follows the last colon is no type.
    public static func header(
        _ cell: String
    ) throws(ColumnMapError) -> (name: String, type: AttributeType) {
        if let typed = typedName(cell) { return typed }
        guard let colon = cell.lastIndex(of: ":") else { return (cell, .string) }
        let word = String(cell[cell.index(after: colon)...])
        throw ColumnMapError(
            "The header's cell '\(cell)' has no type after its colon"
                + NearestName.hint(word, in: AttributeType.words))
    }
}
