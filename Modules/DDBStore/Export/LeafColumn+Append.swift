import DDBParquet

extension LeafColumn {
    /// About how many bytes the values take.
    var byteCount: Int {
        let values =
            switch values {
            case .boolean(let values): values.count
            case .int32(let values): values.count * 4
            case .int64(let values): values.count * 8
            case .float(let values): values.count * 4
            case .double(let values): values.count * 8
            case .int96(let column), .fixed(let column): column.bytes.count
            case .byteArray(let column): column.bytes.count + column.offsets.count * 4
            }
        return values + definitionLevels.count + repetitionLevels.count
    }

    /// Appends the rows of another column of the same leaf.
    ///
    /// - Throws: ``StoreError/Code/damaged`` where the two are not of one type.
    mutating func append(_ other: LeafColumn) throws(StoreError) {
        guard definitionLevels.isEmpty == other.definitionLevels.isEmpty,
            repetitionLevels.isEmpty == other.repetitionLevels.isEmpty
        else { throw Self.mixed }
        definitionLevels += other.definitionLevels
        repetitionLevels += other.repetitionLevels
        switch (values, other.values) {
        case (.boolean(let left), .boolean(let right)): values = .boolean(left + right)
        case (.int32(let left), .int32(let right)): values = .int32(left + right)
        case (.int64(let left), .int64(let right)): values = .int64(left + right)
        case (.float(let left), .float(let right)): values = .float(left + right)
        case (.double(let left), .double(let right)): values = .double(left + right)
        case (.int96(let left), .int96(let right)): values = .int96(try Self.joined(left, right))
        case (.fixed(let left), .fixed(let right)): values = .fixed(try Self.joined(left, right))
        case (.byteArray(let left), .byteArray(let right)):
            values = .byteArray(try Self.joined(left, right))
        case (.boolean, _), (.int32, _), (.int64, _), (.float, _), (.double, _), (.int96, _),
            (.fixed, _), (.byteArray, _):
            throw Self.mixed
        }
    }

    private static func joined(
        _ left: FixedColumn, _ right: FixedColumn
    ) throws(StoreError) -> FixedColumn {
        guard left.byteCount == right.byteCount,
            let joined = FixedColumn(bytes: left.bytes + right.bytes, byteCount: left.byteCount)
        else { throw mixed }
        return joined
    }

    private static func joined(
        _ left: ByteArrayColumn, _ right: ByteArrayColumn
    ) throws(StoreError) -> ByteArrayColumn {
        let base = UInt32(left.bytes.count)
        guard left.bytes.count + right.bytes.count <= UInt32.max,
            let joined = ByteArrayColumn(
                bytes: left.bytes + right.bytes,
                offsets: left.offsets + right.offsets.dropFirst().map { base + $0 })
        else { throw mixed }
        return joined
    }

    private static let mixed = StoreError(
        .damaged, "Parts of a table have a column in different types; run `ddbkit store verify`.")
}
