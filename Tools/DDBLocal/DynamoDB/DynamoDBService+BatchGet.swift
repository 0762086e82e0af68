import DDBAttributes
import DDBBase
import DDBJSON

extension DynamoDBService {
    /// The keys of one table in BatchGetItem.
    private struct Group {
        var name: String
        var schema: TableSchema
        var isConsistent: Bool
        var projection: ProjectionExpression?
        /// The keys, with where they lie in the request.
        var keys: [(key: TableKey, wire: Range<Int>)] = []
        /// The members of the group but for its keys, to be sent back unprocessed.
        var others: [(name: String, wire: Range<Int>)] = []
    }

    func batchGetItem(
        _ members: RequestMembers, _ call: JSONCall
    ) throws(ServiceRefusal) -> [UInt8] {
        let report = try CapacityReport(members)
        let groups = try self.groups(members)
        let count = groups.reduce(0) { $0 + $1.keys.count }
        let skipped =
            call.faults.contains(.unprocessed) ? Self.unprocessed(of: count, call.random) : []
        let now = engine.clock.now
        let (found, rest, total) = try engine.withTables { tables throws(ServiceRefusal) in
            var report = report
            var found: [[StoredItem]] = []
            var rest: [[Int]] = []
            var number = 0
            var bytes = 0
            for group in groups {
                let table = try TableEngine.table(group.schema, in: tables)
                var items: [StoredItem] = []
                var unread: [Int] = []
                for (index, (key, _)) in group.keys.enumerated() {
                    defer { number += 1 }
                    guard !skipped.contains(number), bytes < ItemLimits.batchReplyBytes,
                        engine.mayRead(table, nil, now: now)
                    else {
                        unread.append(index)
                        continue
                    }
                    let item = table.items[key]
                    let size = item?.size ?? 0
                    if bytes + size > ItemLimits.batchReplyBytes {
                        unread.append(index)
                        bytes = ItemLimits.batchReplyBytes
                        continue
                    }
                    bytes += size
                    if let item { items.append(item) }
                    let units = CapacityReport.readUnits(size, isConsistent: group.isConsistent)
                    engine.charge(table, nil, read: units, report: &report)
                }
                found.append(items)
                rest.append(unread)
            }
            return (found, rest, report)
        }
        if skipped.isEmpty, rest.reduce(0, { $0 + $1.count }) == count {
            throw ThroughputLimits.exceeded(groups[0].schema, isRead: true)
        }
        return Self.reply(groups, found, rest, call.body, total)
    }

    private func groups(_ members: RequestMembers) throws(ServiceRefusal) -> [Group] {
        guard let requests = try members.object("RequestItems") else {
            throw .constraint("null", at: "requestItems", "Member must not be null")
        }
        var groups: [Group] = []
        var count = 0
        for name in requests.names {
            guard let request = try requests.object(name) else { continue }
            var group = try group(name, request)
            try readKeys(request, into: &group)
            count += group.keys.count
            groups.append(group)
        }
        guard count > 0 else {
            throw .constraint(
                "'{}'", at: "requestItems",
                "Member must have length greater than or equal to 1")
        }
        guard count <= ItemLimits.batchReadsMax else {
            throw .validation("Too many items requested for the BatchGetItem call")
        }
        return groups
    }

    private func group(
        _ name: String, _ request: RequestMembers
    ) throws(ServiceRefusal) -> Group {
        let schema = try engine.schema(name)
        var expressions = try RequestExpressions(request, takes: [.projection])
        let projection = try ItemRead.projection(request, &expressions, schema)
        try expressions.checkAllUsed()
        var group = Group(
            name: name, schema: schema, isConsistent: try request.bool("ConsistentRead") ?? false,
            projection: projection)
        for name in request.names where name != "Keys" {
            if let wire = request[name] { group.others.append((name, wire)) }
        }
        return group
    }

    private func readKeys(
        _ request: RequestMembers, into group: inout Group
    ) throws(ServiceRefusal) {
        guard var cursor = request.cursor("Keys") else {
            throw .constraint(
                "null", at: "requestItems.\(group.name).member.keys", "Member must not be null")
        }
        guard cursor.peek() == UInt8(ascii: "[") else { throw cursor.unexpected("array") }
        try cursor.openArray()
        var reader = ItemReader()
        var isFirst = true
        while try cursor.element(&isFirst) {
            _ = cursor.peek()
            let start = cursor.offset
            reader.reset()
            try reader.read(&cursor)
            let key = try ItemKeys.key(of: reader, group.schema)
            let wire = start..<cursor.offset
            // Equal numbers that are written otherwise pass, as they do in DynamoDB.
            let isRepeated = group.keys.contains { other in
                other.key == key && Self.isSameText(request.bytes, other.wire, wire)
            }
            guard !isRepeated else {
                throw .validation("Provided list of item keys contains duplicates")
            }
            group.keys.append((key, wire))
        }
    }

    private static func isSameText(
        _ bytes: [UInt8], _ left: Range<Int>, _ right: Range<Int>
    ) -> Bool {
        let isVisible = { (byte: UInt8) in byte > 0x20 }
        return bytes[left].lazy.filter(isVisible).sorted()
            == bytes[right].lazy.filter(isVisible).sorted()
    }

    private static func reply(
        _ groups: [Group], _ found: [[StoredItem]], _ rest: [[Int]], _ body: [UInt8],
        _ report: CapacityReport
    ) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        report.writeAll(to: &writer)
        writer.name("Responses")
        writer.beginObject()
        for (group, items) in zip(groups, found) {
            writer.name(group.name)
            writer.beginArray()
            for item in items {
                writer.raw(
                    group.projection.map { WireEncoder.encode($0.apply(to: item.item)) }
                        ?? item.wire)
            }
            writer.endArray()
        }
        writer.endObject()
        writer.name("UnprocessedKeys")
        writer.beginObject()
        for (group, unread) in zip(groups, rest) where !unread.isEmpty {
            writer.name(group.name)
            writer.beginObject()
            writer.name("Keys")
            writer.beginArray()
            for index in unread { writer.raw(Array(body[group.keys[index].wire])) }
            writer.endArray()
            for (name, wire) in group.others {
                writer.name(name)
                writer.raw(Array(body[wire]))
            }
            writer.endObject()
        }
        writer.endObject()
        writer.endObject()
        return writer.takeBytes()
    }
}
