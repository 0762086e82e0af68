/// The type of a column in the typed view of a table.
///
/// A column holds a value exactly when the value can be given back from it; what it does not hold
/// exactly is null in the column and stands in `_rest`.
public indirect enum ColumnType: Sendable, Hashable {
    /// Text, of S.
    case string
    /// A 64-bit integer, of N.
    case integer
    /// An exact decimal of at most 38 digits, of N.
    case decimal(precision: Int, scale: Int)
    /// The exact digits as text, of N.
    case digits
    /// A 64-bit floating-point number, of N; only where a schema declares it.
    case double
    /// A truth value, of BOOL.
    case boolean
    /// Bytes, of B.
    case binary
    /// A list, of L.
    case list(ColumnType)
    /// A list without order and repetition, of SS, NS or BS by its elements' type.
    case set(ColumnType)
    /// A struct, of M; the columns are its fields.
    case structure([TableColumn])
    /// JSON text, of any type.
    case json

    /// The deepest that lists, sets and structs nest in a column; what lies below is JSON text.
    ///
    /// DynamoDB's documents have up to 32 levels, and each list of a Parquet schema takes two or
    /// three, more than readers are ready for.
    public static let nestingMax = 15

    /// How many Parquet leaves the column has.
    public var leafCount: Int {
        switch self {
        case .string, .integer, .decimal, .digits, .double, .boolean, .binary, .json: 1
        case .list(let element), .set(let element): element.leafCount
        case .structure(let fields): fields.reduce(0) { $0 + $1.type.leafCount }
        }
    }

    /// The DynamoDB types that the column holds, as field metadata names them: `S`, `L<M>`, `NS`,
    /// `JSON`.
    public var attributeType: String {
        switch self {
        case .string: "S"
        case .integer, .decimal, .digits, .double: "N"
        case .boolean: "BOOL"
        case .binary: "B"
        case .list(let element): "L<\(element.attributeType)>"
        case .set(let element): element.attributeType + "S"
        case .structure: "M"
        case .json: "JSON"
        }
    }
}

/// A column of the typed view, or a field of a struct in it.
public struct TableColumn: Sendable, Hashable {
    /// The attribute that the column shows.
    public var attribute: AttributeName
    /// The column's name in SQL, unique without regard to case.
    public var name: String
    /// The column's name in the Parquet files; other than `name` only under column mapping.
    public var physicalName: String
    /// The type.
    public var type: ColumnType

    /// Creates a column.
    public init(
        attribute: AttributeName, name: String, physicalName: String, type: ColumnType
    ) {
        self.attribute = attribute
        self.name = name
        self.physicalName = physicalName
        self.type = type
    }

    /// The id of a column of a mapped table, which Parquet schemas and column metadata carry,
    /// unless another column has it.
    ///
    /// - Parameter path: The attribute names down to the column.
    public static func fieldID(path: [AttributeName]) -> Int32 {
        ColumnNaming.fieldID(path: path)
    }
}
