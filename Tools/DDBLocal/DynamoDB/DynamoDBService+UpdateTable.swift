import DDBBase

extension DynamoDBService {
    func updateTable(_ members: RequestMembers) throws(ServiceRefusal) -> [UInt8] {
        let name = try TableNames.name(of: try TableNames.required(members))
        return try engine.updateTable(name, try TableUpdate(members))
    }
}
