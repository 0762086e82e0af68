import DDBBase
import DDBJSON

extension DynamoDBService {
    func transactWriteItems(
        _ members: RequestMembers, _ call: JSONCall
    ) throws(ServiceRefusal) -> [UInt8] {
        let report = try CapacityReport(members)
        let now = engine.clock.now
        let token = try members.string("ClientRequestToken")
        if let token {
            guard (1...36).contains(token.utf8.count) else {
                throw .constraint(
                    "'\(token)'", at: "clientRequestToken",
                    "Member must have length less than or equal to 36")
            }
            if let reply = try tokens.reply(token, request: call.body, now: now) { return reply }
        }
        let writes = try writes(members)
        try checkDistinct(writes.map { ($0.schema.id, $0.key) })
        let total = try engine.withTables { tables throws(ServiceRefusal) in
            var found: [LocalTable] = []
            for write in writes { found.append(try TableEngine.table(write.schema, in: tables)) }
            let outcomes = try outcomes(of: writes, found, now: now)
            var report = report
            var changes: [ItemChange] = []
            for (index, outcome) in outcomes.enumerated() {
                if writes[index].kind != .check {
                    _ = engine.write(
                        outcome.new, at: writes[index].key, of: found[index], now: now,
                        changes: &changes)
                }
                engine.charge(
                    found[index], old: outcome.old, new: outcome.new, factor: 2, report: &report)
            }
            engine.tell(changes)
            return report
        }
        var writer = JSONWriter()
        writer.beginObject()
        total.writeAll(to: &writer)
        writer.endObject()
        let reply = writer.takeBytes()
        if let token { tokens.add(token, request: call.body, reply: reply, now: now) }
        return reply
    }

    private func writes(_ members: RequestMembers) throws(ServiceRefusal) -> [ItemWrite] {
        let actions = try members.objects("TransactItems")
        try checkCount(actions.count)
        var writes: [ItemWrite] = []
        for action in actions {
            var write: ItemWrite?
            for (name, kind) in [
                ("Put", ItemWrite.Kind.put), ("Update", .update), ("Delete", .delete),
                ("ConditionCheck", .check),
            ] {
                guard let request = try action.object(name) else { continue }
                guard write == nil else {
                    throw .validation(
                        "TransactItems can only contain one of Check, Put, Update or Delete")
                }
                if kind == .update, request["UpdateExpression"] == nil {
                    throw .constraint(
                        "null", at: "transactItems.1.member.update.updateExpression",
                        "Member must not be null")
                }
                write = try ItemWrite(request, kind, engine)
            }
            guard let write else {
                throw .validation(
                    "Invalid Request: TransactWriteRequest should contain Delete or Put or Update"
                        + " request")
            }
            writes.append(write)
        }
        return writes
    }

    private func checkCount(_ count: Int) throws(ServiceRefusal) {
        guard count > 0 else {
            throw .constraint(
                "'[]'", at: "transactItems",
                "Member must have length greater than or equal to 1")
        }
        guard count <= ItemLimits.transactionMax else {
            throw .constraint(
                "'[\(count) elements]'", at: "transactItems",
                "Member must have length less than or equal to 100")
        }
    }

    private func checkDistinct(
        _ keys: [(table: String, key: TableKey)]
    ) throws(ServiceRefusal) {
        var seen: [String: Set<TableKey>] = [:]
        for (table, key) in keys {
            guard seen[table, default: []].insert(key).inserted else {
                throw .validation(
                    "Transaction request cannot include multiple operations on one item")
            }
        }
    }

    /// What the writes make of their items, if all of them can be done.
    private func outcomes(
        of writes: [ItemWrite], _ tables: [LocalTable], now: Instant
    ) throws(ServiceRefusal) -> [ItemWrite.Outcome] {
        var outcomes: [ItemWrite.Outcome] = []
        var reasons: [CancellationReason] = []
        for (write, table) in zip(writes, tables) {
            guard engine.mayWrite(table, now: now) else {
                reasons.append(.throttled)
                continue
            }
            do throws(ItemWrite.Failure) {
                outcomes.append(try write.outcome(of: table.items[write.key]))
                reasons.append(CancellationReason())
            } catch {
                reasons.append(CancellationReason(error))
            }
        }
        guard outcomes.count == writes.count else { throw CancellationReason.refusal(reasons) }
        let size = outcomes.reduce(0) { $0 + max($1.old?.size ?? 0, $1.new?.size ?? 0) }
        guard size <= ItemLimits.transactionBytesMax else {
            throw .validation("Transaction request cannot exceed 4 MB of items")
        }
        return outcomes
    }

    func transactGetItems(_ members: RequestMembers) throws(ServiceRefusal) -> [UInt8] {
        let report = try CapacityReport(members)
        let actions = try members.objects("TransactItems")
        try checkCount(actions.count)
        var reads: [ItemRead] = []
        for action in actions {
            guard let get = try action.object("Get") else {
                throw .constraint(
                    "null", at: "transactItems.1.member.get", "Member must not be null")
            }
            reads.append(try ItemRead(get, engine))
        }
        try checkDistinct(reads.map { ($0.schema.id, $0.key) })
        let now = engine.clock.now
        let (items, total) = try engine.withTables { tables throws(ServiceRefusal) in
            var report = report
            var items: [StoredItem?] = []
            for read in reads {
                let table = try TableEngine.table(read.schema, in: tables)
                guard engine.mayRead(table, nil, now: now) else {
                    throw ThroughputLimits.exceeded(table.schema, isRead: true)
                }
                let item = table.items[read.key]
                items.append(item)
                let units = 2 * CapacityReport.readUnits(item?.size ?? 0, isConsistent: true)
                engine.charge(table, nil, read: units, report: &report)
            }
            return (items, report)
        }
        var writer = JSONWriter()
        writer.beginObject()
        total.writeAll(to: &writer)
        writer.name("Responses")
        writer.beginArray()
        for (read, item) in zip(reads, items) {
            writer.beginObject()
            if let item {
                writer.name("Item")
                writer.raw(read.projected(item))
            }
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return writer.takeBytes()
    }
}
