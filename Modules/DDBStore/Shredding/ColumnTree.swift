import DDBSchema

/// The nodes of all columns of a table, in one block of memory; node 0 is the item itself.
@safe struct ColumnTree: ~Copyable {
    private(set) var nodes: UnsafeMutablePointer<ColumnNode>
    private(set) var count = 0
    private let capacity: Int

    /// Makes the tree of some columns.
    ///
    /// - Parameters:
    ///   - columns: The attribute columns.
    ///   - withoutColumn: Attributes that are known and have none.
    ///   - isFrozen: Whether columns keep their numbers' types whatever comes.
    init(columns: [TableColumn], withoutColumn: [AttributeName], isFrozen: Bool) {
        capacity = 1 + columns.reduce(0) { $0 + Self.nodeCount($1.type) }
        unsafe nodes = .allocate(capacity: capacity)
        _ = append(
            ColumnNode(
                kind: .structure, parent: -1, presentLevel: 0, absentLevel: 0, repetitionLevel: 0,
                index: 0, fieldCount: columns.count + withoutColumn.count))
        addFields(columns, to: 0, level: 0, repetition: 0, isFrozen: isFrozen)
        for attribute in withoutColumn {
            unsafe nodes[0].fields.insert(attribute.utf8, node: FieldTable.withoutColumn)
        }
    }

    deinit {
        unsafe nodes.deinitialize(count: count)
        unsafe nodes.deallocate()
    }

    /// About how many bytes the values hold, with the levels of nodes that lag behind: those take
    /// their room when the rows are encoded.
    var byteCount: Int {
        var total = 0
        var slotCounts = [Int](repeating: 0, count: count)
        for index in 0..<count {
            let slots = unsafe nodes[index].definitionLevels.count
            let parent = unsafe Int(nodes[index].parent)
            let lag =
                parent < 0 ? 0 : max(0, unsafe slotCounts[parent] - nodes[index].parentSlotCount)
            slotCounts[index] = slots + lag
            let levels = unsafe nodes[index].repetitionLevel > 0 ? 2 : 1
            total += unsafe nodes[index].byteCount + lag * levels
        }
        return total
    }

    mutating func removeAll() {
        for index in 0..<count { unsafe nodes[index].removeAll() }
    }

    private static func nodeCount(_ type: ColumnType) -> Int {
        switch type {
        case .string, .integer, .decimal, .digits, .double, .boolean, .binary, .json: 1
        case .list(let element): 1 + nodeCount(element)
        case .set: 2
        case .structure(let fields): 1 + fields.reduce(0) { $0 + nodeCount($1.type) }
        }
    }

    private mutating func append(_ node: consuming ColumnNode) -> Int32 {
        unsafe (nodes + count).initialize(to: node)
        count += 1
        return Int32(count - 1)
    }

    private mutating func addFields(
        _ fields: [TableColumn], to parent: Int32, level: UInt8, repetition: UInt8, isFrozen: Bool
    ) {
        for field in fields {
            let node = add(
                field.type, parent: parent, level: level, repetition: repetition, isFrozen: isFrozen
            )
            unsafe nodes[Int(parent)].fields.insert(field.attribute.utf8, node: node)
        }
    }

    /// Adds the node of a type and those below it.
    ///
    /// - Parameters:
    ///   - level: The definition level of the parent when it is present.
    ///   - repetition: The repetition level of the parent's slots.
    private mutating func add(
        _ type: ColumnType, parent: Int32, level: UInt8, repetition: UInt8, isFrozen: Bool
    ) -> Int32 {
        let fieldCount: Int
        if case .structure(let fields) = type { fieldCount = fields.count } else { fieldCount = 0 }
        let node = append(
            ColumnNode(
                kind: NodeKind(type), parent: parent, presentLevel: level + 1, absentLevel: level,
                repetitionLevel: repetition, index: count, fieldCount: fieldCount,
                frozenType: isFrozen ? type : nil))
        switch type {
        case .string, .integer, .decimal, .digits, .double, .boolean, .binary, .json:
            break
        case .list(let element), .set(let element):
            // A list is an optional group over a repeated one: two levels lie between it and an
            // element.
            let child = add(
                element, parent: node, level: level + 2, repetition: repetition + 1,
                isFrozen: isFrozen)
            unsafe nodes[Int(node)].element = child
        case .structure(let fields):
            addFields(
                fields, to: node, level: level + 1, repetition: repetition, isFrozen: isFrozen)
        }
        return node
    }
}

extension NodeKind {
    init(_ type: ColumnType) {
        switch type {
        case .string: self = .string
        case .integer, .decimal, .digits: self = .number
        case .double: self = .double
        case .boolean: self = .boolean
        case .binary: self = .binary
        case .json: self = .json
        case .structure: self = .structure
        case .list: self = .list
        case .set(.string): self = .stringSet
        case .set(.binary): self = .binarySet
        case .set: self = .numberSet
        }
    }
}
