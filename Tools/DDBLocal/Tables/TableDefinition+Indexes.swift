extension TableDefinition {
    mutating func append(
        _ members: RequestMembers, isGlobal: Bool
    ) throws(ServiceRefusal) {
        let index = try Self.index(
            members, isGlobal: isGlobal, definitions: definitions, tableKey: key,
            isProvisioned: billing.isProvisioned, tableBilling: billing)
        guard !indexes.contains(where: { $0.schema.name == index.schema.name }) else {
            throw .invalid("Duplicate index name: \(index.schema.name)")
        }
        indexes.append(index)
    }

    /// Reads an index of CreateTable or UpdateTable.
    static func index(
        _ members: RequestMembers, isGlobal: Bool,
        definitions: [(name: String, kind: WireAttribute.Kind)], tableKey: KeySchema,
        isProvisioned: Bool, tableBilling: LocalTable.Billing
    ) throws(ServiceRefusal) -> Index {
        guard let name = try members.string("IndexName") else {
            throw .constraint(
                "null", at: "globalSecondaryIndexes.1.member.indexName", "Member must not be null")
        }
        guard (3...255).contains(name.utf8.count) else {
            throw .constraint(
                "'\(name)'", at: "globalSecondaryIndexes.1.member.indexName",
                "Member must have length greater than or equal to 3")
        }
        try TableNames.checkPattern(name, at: "globalSecondaryIndexes.1.member.indexName")
        let key = try self.key(members, definitions)
        if !isGlobal { try checkLocal(name, key, tableKey) }
        let projection = try projection(members)
        var billing = LocalTable.Billing(isProvisioned: false, readUnits: 0, writeUnits: 0)
        if isGlobal, isProvisioned {
            guard let throughput = try members.object("ProvisionedThroughput") else {
                throw .invalid(
                    "ProvisionedThroughput is not specified for index: \(name)")
            }
            billing = try units(throughput)
        } else if isGlobal, try members.object("ProvisionedThroughput") != nil {
            throw .invalid(
                "ProvisionedThroughput should not be specified for index: \(name) when BillingMode"
                    + " is PAY_PER_REQUEST")
        }
        let schema = IndexSchema(
            name: name, key: key, projection: projection, isGlobal: isGlobal, tableKey: tableKey)
        return Index(schema: schema, billing: billing)
    }

    private static func checkLocal(
        _ name: String, _ key: KeySchema, _ tableKey: KeySchema
    ) throws(ServiceRefusal) {
        guard tableKey.sort != nil else {
            throw .invalid(
                "Table KeySchema does not have a range key, which is required when specifying a"
                    + " LocalSecondaryIndex")
        }
        guard key.sort != nil else {
            throw .invalid("Index KeySchema does not have a range key for index: \(name)")
        }
        guard key.partition == tableKey.partition else {
            throw .invalid(
                "Index KeySchema does not have the same leading hash key as table KeySchema for"
                    + " index: \(name). index hash key: \(key.partition.name), table hash key:"
                    + " \(tableKey.partition.name)")
        }
    }

    private static func projection(
        _ members: RequestMembers
    ) throws(ServiceRefusal) -> IndexSchema.Projection {
        guard let projection = try members.object("Projection") else {
            throw .constraint(
                "null", at: "globalSecondaryIndexes.1.member.projection", "Member must not be null")
        }
        let names = try projection.list("NonKeyAttributes")
        switch try projection.string("ProjectionType") {
        case "ALL":
            guard names == nil else {
                throw .invalid("ProjectionType is ALL, but NonKeyAttributes is specified")
            }
            return .all
        case "KEYS_ONLY":
            guard names == nil else {
                throw .invalid("ProjectionType is KEYS_ONLY, but NonKeyAttributes is specified")
            }
            return .keysOnly
        case "INCLUDE":
            guard let names else {
                throw .invalid("ProjectionType is INCLUDE, but NonKeyAttributes is not specified")
            }
            return .include(names)
        case nil: throw .invalid("Unknown ProjectionType: null")
        case let type?:
            throw .constraint(
                "'\(type)'", at: "globalSecondaryIndexes.1.member.projection.projectionType",
                "Member must satisfy enum value set: [ALL, INCLUDE, KEYS_ONLY]")
        }
    }

    func checkIndexes() throws(ServiceRefusal) {
        guard indexes.count(where: { $0.schema.isGlobal }) <= Self.globalIndexesMax else {
            throw .invalid("GlobalSecondaryIndex count exceeds the per-table limit of 20")
        }
        guard indexes.count(where: { !$0.schema.isGlobal }) <= Self.localIndexesMax else {
            throw .invalid("Number of LocalSecondaryIndexes exceeds per-table limit of 5")
        }
    }

    func checkDefinitionsAreUsed() throws(ServiceRefusal) {
        var used: Set<String> = []
        for key in [key] + indexes.map(\.schema.key) {
            used.formUnion(key.attributes.map(\.name))
        }
        guard definitions.contains(where: { !used.contains($0.name) }) else { return }
        guard !indexes.isEmpty else {
            throw .invalid(
                "Number of attributes in KeySchema does not exactly match number of attributes"
                    + " defined in AttributeDefinitions")
        }
        throw .invalid(
            "Some AttributeDefinitions are not used. AttributeDefinitions:"
                + " [\(definitions.map(\.name).joined(separator: ", "))], keys used:"
                + " [\(used.sorted().joined(separator: ", "))]")
    }
}
