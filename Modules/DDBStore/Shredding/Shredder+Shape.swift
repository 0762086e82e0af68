import DDBSchema

extension Shredder {
    /// The shape of the attributes that have columns, with the widths of the numbers in the rows.
    ///
    /// JSON text says nothing about the shape of what it holds; it joins as unknown.
    ///
    /// - Parameter columns: The tree's columns.
    func shape(of columns: [TableColumn]) -> MapShape {
        var node = 1
        return map(columns, node: &node)
    }

    private func map(_ columns: [TableColumn], node: inout Int) -> MapShape {
        var fields: [AttributeName: AttributeShape?] = [:]
        for column in columns {
            fields[column.attribute] = .some(shape(column.type, node: &node))
        }
        return MapShape(fields)
    }

    private func shape(_ type: ColumnType, node: inout Int) -> AttributeShape? {
        let index = node
        node += 1
        switch type {
        case .string: return .string
        case .boolean: return .boolean
        case .binary: return .binary
        case .json: return nil
        case .integer, .decimal, .digits, .double:
            return unsafe tree.nodes[index].numbers.shape.map { .number($0) }
        case .list(let element):
            return .list(shape(element, node: &node))
        case .set(let element):
            switch shape(element, node: &node) {
            case .string: return .stringSet
            case .binary: return .binarySet
            case .number(let number): return .numberSet(number)
            case nil, .boolean, .stringSet, .numberSet, .binarySet, .list, .map, .mixed: return nil
            }
        case .structure(let fields):
            return .map(map(fields, node: &node))
        }
    }

    /// The attribute of each node right below the item, for the census of `_rest`.
    func topNodes(of columns: [TableColumn]) -> [(node: Int, name: AttributeName)] {
        var node = 1
        return columns.map { column in
            defer { node += nodeCount(column.type) }
            return (node, column.attribute)
        }
    }

    private func nodeCount(_ type: ColumnType) -> Int {
        switch type {
        case .string, .integer, .decimal, .digits, .double, .boolean, .binary, .json: 1
        case .list(let element): 1 + nodeCount(element)
        case .set: 2
        case .structure(let fields): 1 + fields.reduce(0) { $0 + nodeCount($1.type) }
        }
    }
}
