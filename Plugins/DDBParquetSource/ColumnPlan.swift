import DDBAttributes
import DDBBase
import DDBFiles
import DDBParquet

/// What to write of a file's columns, and which leaves that needs.
struct ColumnPlan: Sendable {
    /// The attributes that columns give.
    let columns: [ColumnNode.Member]
    /// The leaves that are read.
    let leaves: [(leaf: SchemaLeaf, form: LeafForm)]
    /// The attributes that are the same for every item.
    let constants: [UInt8]
    let rules: ValueRules
    let limits: DecodeLimits

    /// Plans a file.
    ///
    /// - Throws: `ColumnMapError` where its columns do not fit the map.
    init(
        _ schema: ParquetSchema, _ settings: ParquetSettings, now: Instant
    ) throws(ColumnMapError) {
        let bound = try BoundMap(
            settings.mapping.map, columns: schema.fields.map { ($0.name, nil) },
            keys: settings.mapping.keys, now: now)
        var firstLeaves: [Int] = []
        var leafCount = 0
        for field in schema.fields {
            firstLeaves.append(leafCount)
            leafCount += Self.leafCount(field)
        }
        var planner = ColumnPlanner(schema: schema, parsesJSON: settings.parsesJSON)
        var columns: [ColumnNode.Member] = []
        for output in bound.outputs {
            let node = try planner.node(
                schema.fields[output.column], firstLeaf: firstLeaves[output.column], output)
            columns.append(.init(wireName: output.wireName, node: node))
        }
        guard !columns.isEmpty else {
            throw ColumnMapError("The map leaves no column of the file.")
        }
        self.columns = columns
        leaves = planner.leaves
        constants = bound.constants
        rules = settings.mapping.rules
        limits = settings.limits
    }

    private static func leafCount(_ node: SchemaNode) -> Int {
        switch node.content {
        case .primitive: 1
        case .group(let children): children.reduce(0) { $0 + leafCount($1) }
        }
    }
}
