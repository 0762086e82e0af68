import DDBParquet
import DDBSchema

extension Shredder {
    /// The rows as Parquet leaves, in the layout's order.
    ///
    /// - Parameter layout: Columns of the same attributes as the tree's; where the tree adapts, the
    ///   numbers' types are those that the layout gives.
    mutating func leafColumns(_ layout: TableLayout) -> [LeafColumn] {
        for node in 1..<tree.count {
            let parent = unsafe Int(tree.nodes[node].parent)
            let slotCount = unsafe tree.nodes[parent].definitionLevels.count
            if unsafe tree.nodes[node].parentSlotCount < slotCount { catchUp(node, to: slotCount) }
        }
        var leaves: [LeafColumn] = []
        leaves.reserveCapacity(layout.leafCount)
        var node = 1
        for column in layout.columns.columns {
            appendLeaves(column.type, node: &node, to: &leaves)
        }
        precondition(node == tree.count, "the layout has the tree's columns")
        for column in layout.systemColumns {
            leaves.append(systemLeaf(column))
        }
        return leaves
    }

    private func systemLeaf(_ column: SystemColumn) -> LeafColumn {
        switch column {
        case .record:
            return LeafColumn(
                definitionLevels: recordLevels.array(), values: .byteArray(record.column))
        case .timestamp:
            return LeafColumn(values: .int64(timestamps.array()))
        case .eventType:
            guard settings.form == .items else { return changes.eventLeaf }
            return LeafColumn(values: .byteArray(.repeating("SNAPSHOT", count: rowCount)))
        case .rest:
            return LeafColumn(
                definitionLevels: restLevels.array(), values: .byteArray(rest.column))
        case .oldRecord:
            return changes.oldRecordLeaf
        case .isDeleted:
            return changes.deletionLeaf
        case .sequence:
            return changes.sequenceLeaf
        }
    }

    /// Appends the leaves of a node and of those below it; nodes stand in depth-first order.
    private func appendLeaves(_ type: ColumnType, node: inout Int, to leaves: inout [LeafColumn]) {
        let index = node
        node += 1
        switch type {
        case .list(let element), .set(let element):
            appendLeaves(element, node: &node, to: &leaves)
        case .structure(let fields):
            for field in fields { appendLeaves(field.type, node: &node, to: &leaves) }
        case .string, .integer, .decimal, .digits, .double, .boolean, .binary, .json:
            leaves.append(unsafe tree.nodes[index].leaf(type))
        }
    }
}

extension ColumnNode {
    /// The leaf, with the values in the form of its column type.
    fileprivate func leaf(_ type: ColumnType) -> LeafColumn {
        let values = values(type)
        // No levels say that every value is there, which spares the writer a look at each.
        let isDense = repetitionLevel == 0 && values.count == definitionLevels.count
        return LeafColumn(
            definitionLevels: isDense ? [] : definitionLevels.array(),
            repetitionLevels: repetitionLevels.array(), values: values)
    }

    /// The values in the form of a leaf's column type.
    fileprivate func values(_ type: ColumnType) -> LeafValues {
        switch type {
        case .string, .binary, .json:
            return .byteArray(ByteArrayColumn(checked: bytes.array(), offsets.array()))
        case .boolean:
            return .boolean(truths.array())
        case .double:
            return .double(doubles.array())
        case .integer:
            return .int64(numbers.integers())
        case .digits:
            let (bytes, offsets) = numbers.digits()
            return .byteArray(ByteArrayColumn(checked: bytes, offsets))
        case .decimal(let precision, let scale):
            switch DecimalForm(precision: precision) {
            case .int32:
                return .int32(numbers.unscaled(scale: scale).map { Int32(truncatingIfNeeded: $0) })
            case .int64:
                return .int64(numbers.unscaled(scale: scale))
            case .fixed(let byteCount):
                let bytes = numbers.unscaledBytes(scale: scale, width: byteCount)
                guard let column = FixedColumn(bytes: bytes, byteCount: byteCount) else {
                    preconditionFailure("whole values were appended")
                }
                return .fixed(column)
            }
        case .list, .set, .structure:
            preconditionFailure("only leaves have values")
        }
    }
}

extension TextBuffer {
    /// The texts as a column.
    var column: ByteArrayColumn { ByteArrayColumn(checked: bytes.array(), offsets.array()) }
}

extension ByteArrayColumn {
    /// A column of buffers that were filled together.
    init(checked bytes: [UInt8], _ offsets: [UInt32]) {
        guard let column = ByteArrayColumn(bytes: bytes, offsets: offsets) else {
            preconditionFailure("a column's buffers are filled together")
        }
        self = column
    }

    /// One text, many times.
    static func repeating(_ text: StaticString, count: Int) -> ByteArrayColumn {
        let one = text.withUTF8Buffer { unsafe Array($0) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(one.count * count)
        for _ in 0..<count { bytes.append(contentsOf: one) }
        return ByteArrayColumn(
            checked: bytes, (0...count).map { UInt32(truncatingIfNeeded: $0 * one.count) })
    }
}
