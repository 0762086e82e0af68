/// Describes a table (`metaData`).
public struct TableMetadata: Sendable, Hashable {
    /// A UUID that stays with the table.
    public var id: String
    /// The table's name.
    public var name: String?
    /// What the table is.
    public var comment: String?
    /// The format of the data files; always `parquet`.
    public var formatProvider: String
    /// The schema as JSON text, see ``DeltaSchema``; absent in some logs that only tests have.
    public var schemaString: String?
    /// The names of the partition columns.
    public var partitionColumns: [String]
    /// When the table was made, in milliseconds since the epoch.
    public var createdTime: Int64?
    /// The table's properties.
    public var configuration: [String: String]

    /// Creates an action.
    public init(
        id: String, name: String? = nil, comment: String? = nil, schema: DeltaSchema,
        partitionColumns: [String] = [], createdTime: Int64? = nil,
        configuration: [String: String] = [:]
    ) {
        self.id = id
        self.name = name
        self.comment = comment
        formatProvider = "parquet"
        schemaString = schema.text
        self.partitionColumns = partitionColumns
        self.createdTime = createdTime
        self.configuration = configuration
    }

    init(id: String, formatProvider: String, schemaString: String?) {
        self.id = id
        self.formatProvider = formatProvider
        self.schemaString = schemaString
        partitionColumns = []
        configuration = [:]
    }

    /// Reads the schema.
    ///
    /// - Throws: ``DeltaError/Code/corrupt`` or ``DeltaError/Code/unsupportedType``.
    public func schema(depthMax: Int = 100) throws(DeltaError) -> DeltaSchema {
        guard let schemaString else {
            throw DeltaError(.corrupt, "The table's metadata has no schema.")
        }
        return try DeltaSchema(text: schemaString, depthMax: depthMax)
    }

    /// Whether a property is set to `true`.
    public func isOn(_ property: String) -> Bool {
        configuration[property]?.lowercased() == "true"
    }
}
