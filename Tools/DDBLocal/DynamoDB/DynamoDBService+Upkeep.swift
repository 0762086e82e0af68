import DDBAttributes
import DDBBase
import DDBJSON

/// TTL, point-in-time recovery, tags and what tells of the service itself.
extension DynamoDBService {
    func updateTimeToLive(_ members: RequestMembers) throws(ServiceRefusal) -> [UInt8] {
        let name = try TableNames.name(of: try TableNames.required(members))
        guard let specification = try members.object("TimeToLiveSpecification"),
            let isOn = try specification.bool("Enabled"),
            let attribute = try specification.string("AttributeName")
        else {
            throw .constraint(
                "null", at: "timeToLiveSpecification.attributeName", "Member must not be null")
        }
        try engine.setExpiry(name, attribute: attribute, isOn: isOn)
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("TimeToLiveSpecification")
        writer.beginObject()
        writer.member("AttributeName", attribute)
        writer.member("Enabled", isOn)
        writer.endObject()
        writer.endObject()
        return writer.takeBytes()
    }

    func describeTimeToLive(_ members: RequestMembers) throws(ServiceRefusal) -> [UInt8] {
        let name = try TableNames.name(of: try TableNames.required(members))
        let attribute = try engine.inspect(name) { $0.expiry?.attribute }
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("TimeToLiveDescription")
        writer.beginObject()
        writer.member("AttributeName", attribute)
        writer.member("TimeToLiveStatus", attribute == nil ? "DISABLED" : "ENABLED")
        writer.endObject()
        writer.endObject()
        return writer.takeBytes()
    }

    func updateContinuousBackups(_ members: RequestMembers) throws(ServiceRefusal) -> [UInt8] {
        let name = try TableNames.name(of: try TableNames.required(members))
        guard let specification = try members.object("PointInTimeRecoverySpecification"),
            let isOn = try specification.bool("PointInTimeRecoveryEnabled")
        else {
            throw .constraint(
                "null", at: "pointInTimeRecoverySpecification", "Member must not be null")
        }
        let days = try specification.integer("RecoveryPeriodInDays")
        if let days, !(1...35).contains(days) {
            throw .constraint(
                "'\(days)'", at: "pointInTimeRecoverySpecification.recoveryPeriodInDays",
                days < 1
                    ? "Member must have value greater than or equal to 1"
                    : "Member must have value less than or equal to 35")
        }
        try engine.setRecovery(name, isOn: isOn, days: days)
        return try backups(name)
    }

    func describeContinuousBackups(_ members: RequestMembers) throws(ServiceRefusal) -> [UInt8] {
        try backups(try TableNames.name(of: try TableNames.required(members)))
    }

    private func backups(_ name: String) throws(ServiceRefusal) -> [UInt8] {
        let now = engine.clock.now
        let (since, days) = try engine.inspect(name) { table in
            // What was forgotten for want of memory cannot be recovered any more.
            let since = table.recoverableSince.map { since in
                max(since, history?.log(ofTable: table.schema.id)?.floor ?? since)
            }
            return (since, table.recoveryDays)
        }
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("ContinuousBackupsDescription")
        writer.beginObject()
        writer.member("ContinuousBackupsStatus", "ENABLED")
        writer.name("PointInTimeRecoveryDescription")
        writer.beginObject()
        writer.member("PointInTimeRecoveryStatus", since == nil ? "DISABLED" : "ENABLED")
        if let since {
            let oldest = now.advanced(byMicroseconds: -Int64(days) * 86_400_000_000)
            writer.member("RecoveryPeriodInDays", days)
            writer.member("EarliestRestorableDateTime", max(since, oldest))
            writer.member("LatestRestorableDateTime", now)
        }
        writer.endObject()
        writer.endObject()
        writer.endObject()
        return writer.takeBytes()
    }

    // MARK: tags

    func tagResource(_ members: RequestMembers) throws(ServiceRefusal) -> [UInt8] {
        let tags = try TableDefinition.tags(members)
        try engine.change(try tagged(members)) { table in
            for tag in tags {
                table.tags.removeAll { $0.key == tag.key }
                table.tags.append(tag)
            }
        }
        return []
    }

    func untagResource(_ members: RequestMembers) throws(ServiceRefusal) -> [UInt8] {
        let keys = try members.list("TagKeys") ?? []
        try engine.change(try tagged(members)) { table in
            table.tags.removeAll { keys.contains($0.key) }
        }
        return []
    }

    func listTagsOfResource(_ members: RequestMembers) throws(ServiceRefusal) -> [UInt8] {
        let tags = try engine.inspect(try tagged(members)) { table in
            table.tags.map { [$0.key, $0.value] }
        }
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("Tags")
        writer.beginArray()
        for tag in tags {
            writer.beginObject()
            writer.member("Key", tag[0])
            writer.member("Value", tag[1])
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return writer.takeBytes()
    }

    private func tagged(_ members: RequestMembers) throws(ServiceRefusal) -> String {
        guard let arn = try members.string("ResourceArn") else {
            throw .constraint("null", at: "resourceArn", "Member must not be null")
        }
        guard arn.hasPrefix("arn:") else {
            throw .validation("Invalid TableArn: Invalid ResourceArn provided as input \(arn)")
        }
        return try TableNames.name(of: arn)
    }

    // MARK: the service

    static let limits = Array(
        (#"{"AccountMaxReadCapacityUnits":80000,"AccountMaxWriteCapacityUnits":80000,"#
            + #""TableMaxReadCapacityUnits":40000,"TableMaxWriteCapacityUnits":40000}"#).utf8)

    func endpoints(_ call: JSONCall) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("Endpoints")
        writer.beginArray()
        writer.beginObject()
        writer.member("Address", call.authority)
        writer.member("CachePeriodInMinutes", 1440)
        writer.endObject()
        writer.endArray()
        writer.endObject()
        return writer.takeBytes()
    }
}
