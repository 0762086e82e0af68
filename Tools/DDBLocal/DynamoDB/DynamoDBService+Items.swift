import DDBAttributes
import DDBBase
import DDBJSON

extension DynamoDBService {
    /// PutItem, UpdateItem and DeleteItem.
    func write(
        _ members: RequestMembers, _ kind: ItemWrite.Kind
    ) throws(ServiceRefusal) -> [UInt8] {
        let report = try CapacityReport(members)
        let values = try ReturnValues.read(members, kind)
        let write = try ItemWrite(members, kind, engine)
        let now = engine.clock.now
        let (outcome, total) = try engine.with(write.schema) { table throws(ServiceRefusal) in
            guard engine.mayWrite(table, now: now) else {
                throw ThroughputLimits.exceeded(table.schema)
            }
            var report = report
            let outcome = try Self.outcome(of: write, table.items[write.key])
            var changes: [ItemChange] = []
            _ = engine.write(outcome.new, at: write.key, of: table, now: now, changes: &changes)
            engine.charge(table, old: outcome.old, new: outcome.new, report: &report)
            engine.tell(changes)
            return (outcome, report)
        }
        return ItemReply.body(values.item(outcome, write).map { ("Attributes", $0.wire) }, total)
    }

    private static func outcome(
        of write: ItemWrite, _ old: StoredItem?
    ) throws(ServiceRefusal) -> ItemWrite.Outcome {
        do throws(ItemWrite.Failure) {
            return try write.outcome(of: old)
        } catch {
            switch error {
            case .refused(let refusal): throw refusal
            case .condition(let item):
                var members: [UInt8] = []
                if let item {
                    members.append(contentsOf: #","Item":"#.utf8)
                    members.append(contentsOf: item.wire)
                }
                throw .dynamoDB(
                    "ConditionalCheckFailedException", "The conditional request failed",
                    members: members)
            }
        }
    }

    func getItem(_ members: RequestMembers) throws(ServiceRefusal) -> [UInt8] {
        let report = try CapacityReport(members)
        let get = try ItemRead(members, engine)
        let isConsistent = try members.bool("ConsistentRead") ?? false
        let now = engine.clock.now
        let (item, total) = try engine.with(get.schema) { table throws(ServiceRefusal) in
            guard engine.mayRead(table, nil, now: now) else {
                throw ThroughputLimits.exceeded(table.schema, isRead: true)
            }
            var report = report
            let item = table.items[get.key]
            let units = CapacityReport.readUnits(item?.size ?? 0, isConsistent: isConsistent)
            engine.charge(table, nil, read: units, report: &report)
            return (item, report)
        }
        return ItemReply.body(item.map { ("Item", get.projected($0)) }, total)
    }
}
