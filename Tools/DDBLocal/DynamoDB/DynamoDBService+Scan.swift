import DDBBase
import DDBJSON

extension DynamoDBService {
    func scan(_ members: RequestMembers) throws(ServiceRefusal) -> [UInt8] {
        let schema = try engine.schema(try TableNames.required(members))
        var report = try CapacityReport(members)
        let page = try PageRequest(members, schema)
        let segment = try SegmentRequest(members)
        let start = try page.start(members, schema)
        if let start, let segment, !segment.hashes.contains(start.hash) {
            throw .validation(
                "The provided starting key is invalid: Invalid ExclusiveStartKey. Please use"
                    + " ExclusiveStartKey with correct Segment. TotalSegments: \(segment.total)"
                    + " Segment: \(segment.number)")
        }
        let now = engine.clock.now
        let (items, isCut, total) = try engine.with(schema) { table throws(ServiceRefusal) in
            let index = page.index.flatMap { table.index($0.name) }
            guard engine.mayRead(table, index, now: now) else { throw ThroughputLimits.exceeded }
            let (items, size, isCut) =
                if let index {
                    Self.walk(index.items, page, segment, start)
                } else {
                    Self.walk(table.items, page, segment, start)
                }
            var report = report
            let units = CapacityReport.readUnits(size, isConsistent: page.isConsistent)
            engine.charge(table, index, read: units, report: &report)
            return (items, isCut, report)
        }
        report = total
        return try page.reply(items, isCut: isCut, schema, report)
    }

    /// Walks a page of items in order.
    private static func walk(
        _ items: borrowing OrderedItems, _ page: PageRequest, _ segment: SegmentRequest?,
        _ start: TableKey?
    ) -> (items: [StoredItem], size: Int, isCut: Bool) {
        let first = segment?.hashes.lowerBound ?? 0
        var position = items.lowerBound(start ?? TableKey(hash: first, rest: []))
        var found = PageWalk(page)
        while let (key, item) = items.next(&position) {
            if key == start { continue }
            if let segment, !segment.hashes.contains(key.hash) { break }
            guard found.takes(item) else { break }
        }
        return (found.items, found.size, found.isCut)
    }
}
