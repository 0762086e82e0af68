import DDBBase

extension DynamoDBService {
    func scan(_ members: RequestMembers) throws(ServiceRefusal) -> [UInt8] {
        let schema = try engine.schema(try TableNames.required(members))
        let report = try CapacityReport(members)
        var expressions = try RequestExpressions(members, takes: [.filter, .projection])
        let page = try PageRequest(members, schema, &expressions)
        try expressions.checkAllUsed()
        let segment = try SegmentRequest(members)
        let start = try page.start(members)
        if let start, let segment, !segment.hashes.contains(start.hash) {
            throw .validation(
                "The provided starting key is invalid: Invalid ExclusiveStartKey. Please use"
                    + " ExclusiveStartKey with correct Segment. TotalSegments: \(segment.total)"
                    + " Segment: \(segment.number)")
        }
        let first = TableKey(hash: segment?.hashes.lowerBound ?? 0, rest: [])
        let end = segment?.hashes.upperBound ?? .max
        let range = KeyRange(first: start ?? first, after: start, lastHash: end)
        return try read(page, range, report)
    }

    /// Reads a page of a table or an index and writes the reply.
    func read(
        _ page: PageRequest, _ range: KeyRange, _ report: CapacityReport
    ) throws(ServiceRefusal) -> [UInt8] {
        let now = engine.clock.now
        let (walk, total) = try engine.with(page.schema) { table throws(ServiceRefusal) in
            let index = page.index.flatMap { table.index($0.name) }
            guard engine.mayRead(table, index, now: now) else {
                throw ThroughputLimits.exceeded(table.schema, isRead: true)
            }
            var walk = PageWalk(page)
            if let index {
                range.walk(index.items) { item in
                    let whole = page.fetchesWhole ? table.whole(item) : nil
                    return walk.takes(item, whole: whole)
                }
            } else {
                range.walk(table.items) { walk.takes($0) }
            }
            var report = report
            let units = CapacityReport.readUnits(walk.size, isConsistent: page.isConsistent)
            engine.charge(table, index, read: units, report: &report)
            return (walk, report)
        }
        return page.reply(walk, total)
    }
}

extension LocalTable {
    /// The item of the table that an entry of an index stands for.
    func whole(_ entry: StoredItem) -> StoredItem? {
        do throws(ServiceRefusal) {
            let attributes = WireAttributes.of(entry.wire)
            return items[try ItemKeys.primary(schema, entry, attributes)]
        } catch {
            preconditionFailure("an index holds the keys of the table: \(error.code)")
        }
    }
}
