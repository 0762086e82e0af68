import DDBAttributes
import DDBFiles
import DDBParquet

/// Makes the nodes of a file's columns, and lists the leaves that they need.
///
/// Lists and maps are those of
/// [LogicalTypes.md](https://github.com/apache/parquet-format/blob/master/LogicalTypes.md), with
/// the rules there for files of old writers; a repeated node outside of one is a list too.
struct ColumnPlanner {
    /// The levels of the node at hand.
    private struct Levels {
        var definition: UInt8 = 0
        var repetition: UInt8 = 0
    }

    /// What the map wants of a column.
    private struct Wish {
        var column: String
        var type: AttributeType?
        var expiry: Int64?
        var isKey = false
    }

    private let parsesJSON: Bool
    private let schemaLeaves: [SchemaLeaf]
    /// The next leaf of the schema.
    private var nextLeaf = 0
    /// The leaves that are read, by their places in the schema, and how.
    private(set) var leaves: [(leaf: SchemaLeaf, form: LeafForm)] = []

    init(schema: ParquetSchema, parsesJSON: Bool) {
        schemaLeaves = schema.leaves
        self.parsesJSON = parsesJSON
    }

    /// Makes the node of a column.
    ///
    /// - Parameter firstLeaf: The place of the column's first leaf in the schema.
    /// - Throws: `ColumnMapError` where the column cannot become what the map says.
    mutating func node(
        _ field: SchemaNode, firstLeaf: Int, _ output: BoundMap.Output
    ) throws(ColumnMapError) -> ColumnNode {
        nextLeaf = firstLeaf
        var wish = Wish(column: output.columnName, isKey: output.isKey)
        switch output.form {
        case .value(let type): wish.type = type
        case .expiry(let seconds): wish.expiry = seconds
        }
        return try node(field, Levels(), wish)
    }

    private mutating func node(
        _ field: SchemaNode, _ outer: Levels, _ wish: Wish
    ) throws(ColumnMapError) -> ColumnNode {
        var levels = outer
        switch field.repetition {
        case .required: return try content(field, levels, wish)
        case .optional:
            levels.definition += 1
            return try content(field, levels, wish)
        case .repeated:
            return try list(presentAt: outer.definition, outer, wish) {
                (planner, levels, wish) throws(ColumnMapError) in
                try planner.content(field, levels, wish)
            }
        }
    }

    /// Makes the node of what is there, whatever its repetition.
    private mutating func content(
        _ field: SchemaNode, _ levels: Levels, _ wish: Wish
    ) throws(ColumnMapError) -> ColumnNode {
        guard case .group(let children) = field.content else { return try leaf(levels, wish) }
        guard wish.expiry == nil else { throw mismatch(wish, "a time of expiry") }
        if children.count == 1, children[0].repetition == .repeated {
            if field.logicalType == .list { return try list(field, children[0], levels, wish) }
            if field.logicalType == .map, case .group(let pair) = children[0].content {
                if pair.count == 2 { return try map(pair[0], pair[1], levels, wish) }
                // A map without values stands for the list of its keys.
                if pair.count == 1 { return try list(field, children[0], levels, wish) }
            }
        }
        switch wish.type {
        case nil, .map?, .json?: break
        case let type?: throw mismatch(wish, "\(type)")
        }
        guard !children.isEmpty else {
            throw ColumnMapError("The column '\(wish.column)' has a group without columns.")
        }
        let first = leaves.count
        var members: [ColumnNode.Member] = []
        let inner = Wish(column: wish.column)
        for child in children {
            var name: [UInt8] = []
            WireEncoder.appendName(child.name, to: &name)
            members.append(.init(wireName: name, node: try node(child, levels, inner)))
        }
        return ColumnNode(
            .structure(members), firstLeaf: first, leafCount: leaves.count - first,
            presentLevel: levels.definition)
    }

    private mutating func leaf(
        _ levels: Levels, _ wish: Wish
    ) throws(ColumnMapError) -> ColumnNode {
        let leaf = schemaLeaves[nextLeaf]
        nextLeaf += 1
        guard let content = LeafForm.content(of: leaf) else {
            throw ColumnMapError("The column '\(leaf.name)' is of a type that is not supported.")
        }
        let form: LeafForm?
        if let seconds = wish.expiry {
            let isTime: Bool =
                switch content {
                case .time: false
                case .text, .json, .integer: true
                case _: content.isMoment
                }
            form = isTime ? LeafForm(content: content, target: .expiry(afterSeconds: seconds)) : nil
        } else {
            let type = wish.type ?? (content == .json && parsesJSON ? .json : nil)
            form = LeafForm.make(content, type, isKey: wish.isKey)
        }
        guard let form else {
            throw mismatch(wish, wish.type.map { "\($0)" } ?? "a time of expiry")
        }
        return add(leaf, form, levels)
    }

    private mutating func add(
        _ leaf: SchemaLeaf, _ form: LeafForm, _ levels: Levels
    ) -> ColumnNode {
        leaves.append((leaf, form))
        return ColumnNode(
            .leaf, firstLeaf: leaves.count - 1, leafCount: 1, presentLevel: levels.definition)
    }

    private func mismatch(_ wish: Wish, _ what: String) -> ColumnMapError {
        ColumnMapError("The column '\(wish.column)' cannot become \(what).")
    }

    /// Makes a list whose group holds a repeated node.
    private mutating func list(
        _ field: SchemaNode, _ repeated: SchemaNode, _ levels: Levels, _ wish: Wish
    ) throws(ColumnMapError) -> ColumnNode {
        var element = repeated
        var isOwnElement = true
        if case .group(let inner) = repeated.content, inner.count == 1,
            repeated.name != "array", repeated.name != field.name + "_tuple"
        {
            element = inner[0]
            isOwnElement = false
        }
        return try list(presentAt: levels.definition, levels, wish) {
            (planner, levels, wish) throws(ColumnMapError) in
            isOwnElement
                ? try planner.content(element, levels, wish)
                : try planner.node(element, levels, wish)
        }
    }

    /// Makes a list, or a set, of the element that the body makes.
    private mutating func list(
        presentAt level: UInt8, _ outer: Levels, _ wish: Wish,
        _ element: (
            inout ColumnPlanner, Levels, Wish
        ) throws(ColumnMapError) -> ColumnNode
    ) throws(ColumnMapError) -> ColumnNode {
        guard wish.expiry == nil else { throw mismatch(wish, "a time of expiry") }
        let levels = Levels(
            definition: outer.definition + 1, repetition: outer.repetition + 1)
        let first = leaves.count
        var set: AttributeType?
        switch wish.type {
        case nil, .list(delimiter: nil)?, .json?: break
        case .stringSet(delimiter: nil)?, .numberSet(delimiter: nil)?,
            .binarySet(delimiter: nil, _)?:
            set = wish.type
        case let type?: throw mismatch(wish, "\(type)")
        }
        var node = try element(&self, levels, Wish(column: wish.column))
        if let set {
            guard case .leaf = node.kind,
                let form = LeafForm.makeMember(leaves[node.firstLeaf].form.content, of: set)
            else { throw mismatch(wish, "\(set)") }
            leaves[node.firstLeaf].form = form
            node = ColumnNode(
                .leaf, firstLeaf: node.firstLeaf, leafCount: 1, presentLevel: node.presentLevel)
        }
        return ColumnNode(
            .list(node, set: set), firstLeaf: first, leafCount: leaves.count - first,
            presentLevel: level, elementLevel: levels.definition,
            repetitionLevel: levels.repetition)
    }

    private mutating func map(
        _ keys: SchemaNode, _ values: SchemaNode, _ outer: Levels, _ wish: Wish
    ) throws(ColumnMapError) -> ColumnNode {
        switch wish.type {
        case nil, .map?, .json?: break
        case let type?: throw mismatch(wish, "\(type)")
        }
        let levels = Levels(
            definition: outer.definition + 1, repetition: outer.repetition + 1)
        let first = leaves.count
        let inner = Wish(column: wish.column)
        let key = try node(keys, levels, inner)
        guard case .leaf = key.kind else {
            throw ColumnMapError(
                "The column '\(wish.column)' has a map whose keys are no single values.")
        }
        leaves[key.firstLeaf].form = LeafForm(
            content: leaves[key.firstLeaf].form.content, target: .name)
        let value = try node(values, levels, inner)
        return ColumnNode(
            .map(key: key, value: value), firstLeaf: first, leafCount: leaves.count - first,
            presentLevel: outer.definition, elementLevel: levels.definition,
            repetitionLevel: levels.repetition)
    }
}
