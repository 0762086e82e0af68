import DDBBase
import DDBJSON

extension DynamoDBService {
    func putItem(_ members: RequestMembers) throws(ServiceRefusal) -> [UInt8] {
        let schema = try engine.schema(try TableNames.required(members))
        var report = try CapacityReport(members)
        let reader = try self.reader(members, "Item", at: "item")
        try ItemLimits.check(size: reader.size)
        let key = try ItemKeys.writeKey(of: reader, schema)
        let item = StoredItem(wire: reader.item, size: reader.size)
        let now = engine.clock.now
        report = try engine.with(schema) { table throws(ServiceRefusal) in
            guard engine.mayWrite(table, now: now) else { throw ThroughputLimits.exceeded }
            var changes: [ItemChange] = []
            var report = report
            let old = engine.write(item, at: key, of: table, now: now, changes: &changes)
            engine.charge(table, old: old, new: item, report: &report)
            engine.tell(changes)
            return report
        }
        return ItemReply.body(nil, report)
    }

    func getItem(_ members: RequestMembers) throws(ServiceRefusal) -> [UInt8] {
        let schema = try engine.schema(try TableNames.required(members))
        let report = try CapacityReport(members)
        let reader = try self.reader(members, "Key", at: "key")
        let key = try ItemKeys.key(of: reader, schema)
        let isConsistent = try members.bool("ConsistentRead") ?? false
        let now = engine.clock.now
        let (item, total) = try engine.with(schema) { table throws(ServiceRefusal) in
            guard engine.mayRead(table, nil, now: now) else { throw ThroughputLimits.exceeded }
            var report = report
            let item = table.items[key]
            let units = CapacityReport.readUnits(item?.size ?? 0, isConsistent: isConsistent)
            engine.charge(table, nil, read: units, report: &report)
            return (item, report)
        }
        return ItemReply.body(item.map { ("Item", $0.wire) }, total)
    }

    /// Reads an item or a key that a request has to have.
    func reader(
        _ members: RequestMembers, _ name: String, at path: String
    ) throws(ServiceRefusal) -> ItemReader {
        guard var cursor = members.cursor(name) else {
            throw .constraint("null", at: path, "Member must not be null")
        }
        var reader = ItemReader()
        try reader.read(&cursor)
        return reader
    }
}
