import DDBBase
import DDBJSON

/// DynamoDB's operations of exports to S3.
struct ExportService: DynamoDBExtension {
    let tables: TableEngine
    let history: RecoveryHistory
    let book: ExportBook
    let runner: ExportRunner
    let settings: TableExportSettings
    let random: any RandomSource

    /// The most exports of a page.
    private static let pageMax = 25

    /// What is performed here.
    static let operationNames: Set<String> = [
        "ExportTableToPointInTime", "DescribeExport", "ListExports",
    ]

    var operations: Set<String> { Self.operationNames }

    func perform(_ call: JSONCall) async throws(ServiceRefusal) -> [UInt8] {
        let members = try RequestMembers(call.body)
        switch call.operation {
        case "DescribeExport": return try describe(members)
        case "ListExports": return try list(members)
        default: return try await export(members)
        }
    }

    // MARK: beginning

    private func export(_ members: RequestMembers) async throws(ServiceRefusal) -> [UInt8] {
        let request = try ExportRequest(members)
        let token = try members.string("ClientToken") ?? random.uuid()
        guard !token.isEmpty, !token.contains("$") else {
            throw .constraint(
                "'\(token)'", at: "clientToken",
                "Member must satisfy regular expression pattern: ^[^\\$]+$")
        }
        let now = tables.clock.now
        if let known = try book.record(token: token, request, now: now) {
            return ExportDescription.body(known)
        }
        let record = try plan(request, token: token, now: now)
        let content: ExportContent
        do {
            content = try await runner.collect(record).get()
        } catch is ExportContent.Forgotten {
            throw Self.outside
        } catch {
            throw Self.noTable(request.tableARN)
        }
        runner.hold(record, content)
        do throws(ServiceRefusal) {
            let known = try book.add(record)
            if known.id != record.id { runner.release(record) }
            runner.wake()
            return ExportDescription.body(known)
        } catch {
            runner.release(record)
            throw error
        }
    }

    /// Finds out what an export shows, under the lock of the tables.
    private func plan(
        _ request: ExportRequest, token: String, now: Instant
    ) throws(ServiceRefusal) -> ExportRecord {
        let name = try TableNames.name(of: request.tableARN)
        let id = ExportRecord.id(
            at: now, request.kind, random: UInt32(truncatingIfNeeded: random.next()))
        let seed = random.next()
        return try tables.withTables { tables throws(ServiceRefusal) in
            guard let table = tables[name], table.deletedAt == nil else {
                throw Self.noTable(request.tableARN)
            }
            guard table.recoverableSince != nil else {
                throw .dynamoDB(
                    "PointInTimeRecoveryUnavailableException",
                    "Point in time recovery is not enabled for table '\(name)'")
            }
            let days = Int64(table.recoveryDays) * 86_400_000_000
            let window = try self.window(request, now: now)
            guard window.to <= now,
                let log = history.log(ofTable: table.schema.id, settledBefore: window.to),
                window.from >= max(log.floor, now.advanced(byMicroseconds: -days))
            else { throw Self.outside }
            // A full export shows what was done at its very moment, an incremental one does not
            // tell of the moment of its end.
            let isFull = request.kind == .full
            let end =
                isFull && request.exportTime == nil
                ? log.end
                : log.number(notBefore: window.to.microseconds + (isFull ? 1 : 0))
            let start = isFull ? end : log.number(notBefore: window.from.microseconds)
            return ExportRecord(
                id: id, request: request, clientToken: token, tableName: name,
                tableARN: table.schema.arn, tableID: table.schema.id, startTime: now,
                dueTime: now.advanced(byMicroseconds: settings.duration.microseconds),
                exportTime: window.to, from: window.from, entries: start..<end, nameSeed: seed)
        }
    }

    /// The moments between which the log is needed.
    private func window(
        _ request: ExportRequest, now: Instant
    ) throws(ServiceRefusal) -> (from: Instant, to: Instant) {
        guard request.kind == .incremental, let from = request.from else {
            let moment = request.exportTime ?? now
            return (moment, moment)
        }
        let to = request.to ?? now
        guard from < to else {
            throw .validation(
                "Incremental export period from time should not be greater or equal to incremental"
                    + " export period to time")
        }
        let length = to.microseconds - from.microseconds
        guard length >= TableExportSettings.windowMicroseconds.lowerBound else {
            throw .validation(
                "Difference between export period from time and export period to time is less than"
                    + " 15 minutes")
        }
        guard length <= TableExportSettings.windowMicroseconds.upperBound else {
            throw .validation(
                "Difference between export period from time and export period to time is greater"
                    + " than 24 hours")
        }
        return (from, to)
    }

    private static let outside = ServiceRefusal.dynamoDB(
        "InvalidExportTimeException",
        "The specified ExportTime is outside of the point in time recovery window.")

    private static func noTable(_ reference: String) -> ServiceRefusal {
        .dynamoDB("TableNotFoundException", "Table not found: \(reference)")
    }

    // MARK: looking

    private func describe(_ members: RequestMembers) throws(ServiceRefusal) -> [UInt8] {
        guard let arn = try members.string("ExportArn") else {
            throw .constraint("null", at: "exportArn", "Member must not be null")
        }
        book.forget(now: tables.clock.now)
        guard let record = book.record(arn) else {
            throw .dynamoDB("ExportNotFoundException", "Export not found: \(arn)")
        }
        return ExportDescription.body(record)
    }

    private func list(_ members: RequestMembers) throws(ServiceRefusal) -> [UInt8] {
        let limit = try members.integer("MaxResults") ?? Self.pageMax
        guard (1...Self.pageMax).contains(limit) else {
            throw .constraint(
                "'\(limit)'", at: "maxResults",
                limit < 1
                    ? "Member must have value greater than or equal to 1"
                    : "Member must have value less than or equal to \(Self.pageMax)")
        }
        var name: String?
        if let reference = try members.string("TableArn") {
            name = try TableNames.name(of: reference)
        }
        book.forget(now: tables.clock.now)
        var records = book.records(ofTable: name)
        if let token = try members.string("NextToken") {
            guard let bytes = Base64.decode(token),
                let last = String(validating: bytes, as: UTF8.self)
            else { throw .validation("The NextToken is not one of ListExports.") }
            records = records.filter { $0.id > last }
        }
        let page = Array(records.prefix(limit))
        var next: String?
        if records.count > limit, let last = page.last {
            next = Base64.encode(Array(last.id.utf8).span.bytes)
        }
        return ExportDescription.page(page, next: next)
    }
}
