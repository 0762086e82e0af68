import DDBDeltaLog
import DDBJSON
import DDBSchema

/// The members of a field's metadata by which we know our columns again.
private enum FieldKey {
    /// The exact name of the attribute.
    static let attribute = "ddbkit.attribute"
    /// The DynamoDB types that the column holds, as ``ColumnType/attributeType`` spells them.
    static let type = "ddbkit.type"
}

extension TableLayout {
    /// The schema in the table's log.
    var deltaSchema: DeltaSchema {
        let ids = fieldIDs
        return DeltaSchema(
            columns.columns.map { Self.field($0, path: [], ids: ids) }
                + systemColumns.map { Self.field($0, ids: ids) })
    }

    private static func field(
        _ column: TableColumn, path: [AttributeName], ids: FieldIDs?
    ) -> DeltaField {
        let path = path + [column.attribute]
        var metadata = JSONObject()
        metadata[FieldKey.attribute] = .string(column.attribute.description)
        metadata[FieldKey.type] = .string(column.type.attributeType)
        if let id = ids?[path] {
            metadata[ColumnMapping.idKey] = .integer(id)
            metadata[ColumnMapping.physicalNameKey] = .string(column.physicalName)
        }
        return DeltaField(
            column.name, type(column.type, path: path, ids: ids), isNullable: true,
            metadata: metadata)
    }

    private static func field(_ column: SystemColumn, ids: FieldIDs?) -> DeltaField {
        var metadata = JSONObject()
        if let id = ids?[column] {
            metadata[ColumnMapping.idKey] = .integer(id)
            metadata[ColumnMapping.physicalNameKey] = .string(column.rawValue)
        }
        let type: DeltaType =
            switch column {
            case .record, .oldRecord, .eventType, .sequence, .rest: .string
            case .timestamp: .timestamp
            case .isDeleted: .integer
            }
        return DeltaField(column.rawValue, type, isNullable: true, metadata: metadata)
    }

    private static func type(
        _ type: ColumnType, path: [AttributeName], ids: FieldIDs?
    ) -> DeltaType {
        switch type {
        case .string, .digits, .json: .string
        case .integer: .long
        case .decimal(let precision, let scale): .decimal(precision: precision, scale: scale)
        case .double: .double
        case .boolean: .boolean
        case .binary: .binary
        case .list(let element), .set(let element):
            .array(element: Self.type(element, path: path, ids: ids), containsNull: true)
        case .structure(let fields):
            .structure(fields.map { field($0, path: path, ids: ids) })
        }
    }

    /// The properties that a mapped table has.
    var mappingProperties: [String: String] {
        guard let ids = fieldIDs else { return [:] }
        return [
            ColumnMapping.modeProperty: ColumnMapping.Mode.name.rawValue,
            ColumnMapping.maxColumnIdProperty: "\(ids.greatest)",
        ]
    }
}

extension TableLayout {
    /// Reads the layout of a table that ddbkit wrote.
    ///
    /// - Throws: ``StoreError/Code/foreignTable`` where the schema has a column that is not ours.
    init(_ schema: DeltaSchema, keys: [AttributeName], mode: TableMode) throws {
        var columns: [TableColumn] = []
        var hasRecord = false
        var hasOldRecord = false
        for field in schema.fields {
            if field.metadata[FieldKey.attribute] != nil {
                columns.append(try Self.column(field))
            } else if let system = SystemColumn(rawValue: field.name) {
                hasRecord = hasRecord || system == .record
                hasOldRecord = hasOldRecord || system == .oldRecord && mode == .latest
            } else {
                throw Self.foreign(field.name)
            }
        }
        var known = TableColumns(keys: keys, columns: columns, hasRecord: hasRecord)
        known.hasOldRecord = hasOldRecord
        self.init(columns: known, mode: mode)
    }

    private static func foreign(_ name: String) -> StoreError {
        StoreError(
            .foreignTable,
            "The column '\(name)' was not made by ddbkit, so items cannot be made of the table's "
                + "rows.")
    }

    private static func column(_ field: DeltaField) throws -> TableColumn {
        guard let attribute = field.metadata[FieldKey.attribute]?.string,
            let text = field.metadata[FieldKey.type]?.string,
            let type = try columnType(field.type, text[...])
        else { throw foreign(field.name) }
        return TableColumn(
            attribute: AttributeName(attribute), name: field.name,
            physicalName: field.metadata[ColumnMapping.physicalNameKey]?.string ?? field.name,
            type: type)
    }

    /// The column type of a Delta type and the attribute types that its metadata names.
    private static func columnType(_ type: DeltaType, _ text: Substring) throws -> ColumnType? {
        switch (text, type) {
        case ("S", .string): return .string
        case ("JSON", .string): return .json
        case ("BOOL", .boolean): return .boolean
        case ("B", .binary): return .binary
        case ("N", .long): return .integer
        case ("N", .decimal(let precision, let scale)):
            return .decimal(precision: precision, scale: scale)
        case ("N", .string): return .digits
        case ("N", .double): return .double
        case ("M", .structure(let fields)): return .structure(try fields.map { try column($0) })
        case ("SS", .array(let element, _)), ("NS", .array(let element, _)),
            ("BS", .array(let element, _)):
            return try columnType(element, text.dropLast()).map { .set($0) }
        case (_, .array(let element, _)):
            guard text.hasPrefix("L<"), text.hasSuffix(">") else { return nil }
            return try columnType(element, text.dropFirst(2).dropLast()).map { .list($0) }
        default: return nil
        }
    }
}
