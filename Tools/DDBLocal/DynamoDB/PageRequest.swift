import DDBAttributes
import DDBJSON

/// What Scan and Query have in common: the index, the page, and what of it comes back.
struct PageRequest: Sendable {
    let schema: TableSchema
    let index: IndexSchema?
    let isConsistent: Bool
    let limit: Int?
    let filter: FilterExpression?
    let projection: ProjectionExpression?
    private let isCount: Bool
    /// Whether a local index is asked for attributes that only the table has.
    let fetchesWhole: Bool

    init(
        _ members: RequestMembers, _ schema: TableSchema,
        _ expressions: inout RequestExpressions
    ) throws(ServiceRefusal) {
        self.schema = schema
        if let name = try members.string("IndexName") {
            guard let found = schema.index(name) else {
                throw .validation("The table does not have the specified index: \(name)")
            }
            index = found
        } else {
            index = nil
        }
        isConsistent = try members.bool("ConsistentRead") ?? false
        if isConsistent, index?.isGlobal ?? false {
            throw .validation("Consistent reads are not supported on global secondary indexes")
        }
        limit = try members.integer("Limit")
        if let limit, limit < 1 {
            throw .constraint(
                "'\(limit)'", at: "limit", "Member must have value greater than or equal to 1")
        }
        filter = try Self.filter(members, &expressions, schema)
        projection = try ItemRead.projection(members, &expressions, schema)
        let select = try Self.select(members, hasProjection: projection != nil, index)
        isCount = select == "COUNT"
        let wantsAll = select == "ALL_ATTRIBUTES" || (projection != nil && index?.isGlobal == false)
        fetchesWhole = wantsAll && index.map { $0.projection != .all } ?? false
    }

    private static func filter(
        _ members: RequestMembers, _ expressions: inout RequestExpressions, _ schema: TableSchema
    ) throws(ServiceRefusal) -> FilterExpression? {
        let keys = schema.key.attributes.map(\.name)
        return try expressions.parse(members, .filter) { text, inputs throws(ExpressionError) in
            let filter = try FilterExpression(parsing: text, inputs: &inputs)
            try filter.checkKeys(keys)
            return filter
        }
    }

    private static func select(
        _ members: RequestMembers, hasProjection: Bool, _ index: IndexSchema?
    ) throws(ServiceRefusal) -> String? {
        let select = try members.string("Select")
        switch select {
        case nil: break
        case "SPECIFIC_ATTRIBUTES":
            guard hasProjection else {
                throw .validation(
                    "Must specify the AttributesToGet or ProjectionExpression when choosing to get"
                        + " SPECIFIC_ATTRIBUTES")
            }
        case "COUNT":
            guard !hasProjection else {
                throw .validation(
                    "Cannot specify the ProjectionExpression when choosing to get only the Count")
            }
        case "ALL_ATTRIBUTES":
            guard !hasProjection else {
                throw .validation(
                    "Cannot specify the ProjectionExpression when choosing to get ALL_ATTRIBUTES")
            }
            if let index, index.isGlobal, index.projection != .all {
                throw .invalid(
                    "Select type ALL_ATTRIBUTES is not supported for global secondary index"
                        + " \(index.name) because its projection type is not ALL")
            }
        case "ALL_PROJECTED_ATTRIBUTES":
            guard index != nil else {
                throw .validation(
                    "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName")
            }
            guard !hasProjection else {
                throw .validation(
                    "Cannot specify the ProjectionExpression when choosing to get"
                        + " ALL_PROJECTED_ATTRIBUTES")
            }
        case let other?:
            throw .constraint(
                "'\(other)'", at: "select",
                "Member must satisfy enum value set: [SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES,"
                    + " ALL_PROJECTED_ATTRIBUTES]")
        }
        return select
    }

    /// The key that a page begins behind, as its place in the table or index.
    func start(_ members: RequestMembers) throws(ServiceRefusal) -> TableKey? {
        guard var cursor = members.cursor("ExclusiveStartKey") else { return nil }
        var reader = ItemReader()
        try reader.read(&cursor)
        var parts = Set(schema.key.attributes)
        if let index { parts.formUnion(index.key.attributes) }
        guard reader.attributes.count == parts.count else {
            throw .validation(
                index == nil
                    ? "The provided starting key is invalid: The provided key element does not"
                        + " match the schema" : "The provided starting key is invalid")
        }
        guard parts.allSatisfy({ reader.attribute($0.wireName)?.kind == $0.kind }) else {
            throw .validation(
                "The provided starting key is invalid: The provided key element does not match the"
                    + " schema")
        }
        let item = StoredItem(wire: reader.item, size: reader.size)
        let attributes = WireAttributes.of(item.wire)
        let primary = try ItemKeys.primary(schema, item, attributes)
        guard let index else { return primary }
        guard let key = ItemKeys.indexKey(index, item, attributes, primary: primary) else {
            throw .validation("The provided starting key is invalid")
        }
        return key
    }

    /// Writes the reply of a page: filters and projects what was read.
    func reply(_ walk: PageWalk, _ report: CapacityReport) -> [UInt8] {
        var kept: [[UInt8]] = []
        var count = 0
        for item in walk.items {
            if filter == nil, projection == nil {
                kept.append(item.wire)
                continue
            }
            let tree = item.item
            if let filter, !filter.isSatisfied(by: tree) { continue }
            count += 1
            guard !isCount else { continue }
            kept.append(projection.map { WireEncoder.encode($0.apply(to: tree)) } ?? item.wire)
        }
        if filter == nil, projection == nil { count = kept.count }
        var writer = JSONWriter()
        writer.beginObject()
        report.writeOne(to: &writer)
        writer.member("Count", count)
        if !isCount {
            writer.name("Items")
            writer.beginArray()
            for wire in kept { writer.raw(wire) }
            writer.endArray()
        }
        if let last = walk.lastKey {
            writer.name("LastEvaluatedKey")
            let keys = index.map { last.keys(schema.key, $0.key) } ?? last.keys(schema.key)
            writer.raw(keys.wire)
        }
        writer.member("ScannedCount", walk.items.count)
        writer.endObject()
        return writer.takeBytes()
    }
}
