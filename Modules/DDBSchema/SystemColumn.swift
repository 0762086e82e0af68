/// The columns that every table, or every table of some mode, has beside those of its attributes.
public enum SystemColumn: String, Sendable, CaseIterable {
    /// The item as JSON text.
    case record = "_record"
    /// The item before the change, as JSON text.
    case oldRecord = "_old_record"
    /// When the change happened, or the export's time.
    case timestamp = "_timestamp"
    /// What happened: `SNAPSHOT`, `INSERT`, `MODIFY`, `REMOVE`.
    case eventType = "_event_type"
    /// Whether the change deleted the item.
    case isDeleted = "_is_deleted"
    /// The position of the change in its stream.
    case sequence = "_sequence"
    /// What the other columns do not hold exactly, as DynamoDB JSON.
    case rest = "_rest"

    /// The id of the column in a mapped table, unless another column has it.
    public var fieldID: Int32 { ColumnNaming.fieldID(path: ["", AttributeName(rawValue)]) }

    /// The names without case, which no attribute's column takes.
    public static let names = Set(allCases.map { ColumnNaming.folded($0.rawValue) })
}
