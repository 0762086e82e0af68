/// Values of one column.
public struct ResultColumn: Sendable, Equatable {
    /// The name and type.
    public let field: ResultField

    /// Whether each row has a value; empty where all have.
    public let validity: [Bool]

    /// A value for each row; where a row is NULL, it means nothing.
    public let values: ResultValues

    /// Whether a row is NULL.
    public func isNull(_ row: Int) -> Bool {
        field.type == .null || (!validity.isEmpty && !validity[row])
    }

    init(field: ResultField, validity: [Bool], values: ResultValues) {
        self.field = field
        self.validity = validity
        self.values = values
    }

    /// A column without rows.
    init(empty field: ResultField) {
        self.field = field
        validity = []
        values = ResultValues(emptyOf: field.type)
    }
}
