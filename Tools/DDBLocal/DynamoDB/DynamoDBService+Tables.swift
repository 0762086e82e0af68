import DDBBase
import DDBJSON

extension DynamoDBService {
    func createTable(_ members: RequestMembers) throws(ServiceRefusal) -> [UInt8] {
        try engine.createTable(TableDefinition(members))
    }

    func describeTable(_ members: RequestMembers) throws(ServiceRefusal) -> [UInt8] {
        let name = try TableNames.name(of: try TableNames.required(members))
        return try engine.describe(name) { $0.body(named: "Table") }
    }

    func deleteTable(_ members: RequestMembers) throws(ServiceRefusal) -> [UInt8] {
        let name = try TableNames.name(of: try TableNames.required(members))
        return try engine.deleteTable(name)
    }

    func listTables(_ members: RequestMembers) throws(ServiceRefusal) -> [UInt8] {
        let limit = try members.integer("Limit") ?? 100
        guard limit >= 1 else {
            throw .constraint(
                "'\(limit)'", at: "limit", "Member must have value greater than or equal to 1")
        }
        guard limit <= 100 else {
            throw .constraint(
                "'\(limit)'", at: "limit", "Member must have value less than or equal to 100")
        }
        let start = try members.string("ExclusiveStartTableName")
        let names = try engine.tableNames(after: start)
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("TableNames")
        writer.beginArray()
        for name in names.prefix(limit) { writer.string(name) }
        writer.endArray()
        if names.count > limit { writer.member("LastEvaluatedTableName", names[limit - 1]) }
        writer.endObject()
        return writer.takeBytes()
    }
}
