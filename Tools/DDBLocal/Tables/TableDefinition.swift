/// What CreateTable is asked for, checked.
struct TableDefinition {
    struct Index {
        var schema: IndexSchema
        var billing: LocalTable.Billing
    }

    var name: String
    var key: KeySchema
    var definitions: [(name: String, kind: WireAttribute.Kind)]
    var billing: LocalTable.Billing
    var indexes: [Index] = []
    var streamViewType: String?
    var isProtected = false
    var tableClass: String?
    var tags: [(key: String, value: String)] = []

    /// The most global and local indexes of a table.
    static let globalIndexesMax = 20
    static let localIndexesMax = 5

    init(_ members: RequestMembers) throws(ServiceRefusal) {
        name = try TableNames.name(of: try TableNames.required(members))
        definitions = try Self.definitions(members)
        billing = try Self.billing(members)
        key = try Self.key(members, definitions)
        for index in try members.objects("LocalSecondaryIndexes") {
            try append(index, isGlobal: false)
        }
        for index in try members.objects("GlobalSecondaryIndexes") {
            try append(index, isGlobal: true)
        }
        try checkIndexes()
        try checkDefinitionsAreUsed()
        streamViewType = try Self.streamViewType(members)
        isProtected = try members.bool("DeletionProtectionEnabled") ?? false
        tableClass = try members.string("TableClass")
        tags = try Self.tags(members)
    }

    static func definitions(
        _ members: RequestMembers
    ) throws(ServiceRefusal) -> [(name: String, kind: WireAttribute.Kind)] {
        var definitions: [(name: String, kind: WireAttribute.Kind)] = []
        for definition in try members.objects("AttributeDefinitions") {
            guard let name = try definition.string("AttributeName") else {
                throw .constraint(
                    "null", at: "attributeDefinitions.1.member.attributeName",
                    "Member must not be null")
            }
            guard let type = try definition.string("AttributeType") else {
                throw .constraint(
                    "null", at: "attributeDefinitions.1.member.attributeType",
                    "Member must not be null")
            }
            guard let kind = ["S": WireAttribute.Kind.string, "N": .number, "B": .binary][type]
            else {
                throw .constraint(
                    "'\(type)'", at: "attributeDefinitions.1.member.attributeType",
                    "Member must satisfy enum value set: [B, N, S]")
            }
            guard (1...255).contains(name.utf8.count) else {
                throw .constraint(
                    "'\(name)'", at: "attributeDefinitions.1.member.attributeName",
                    "Member must have length less than or equal to 255")
            }
            guard !definitions.contains(where: { $0.name == name }) else {
                throw .validation("Cannot have two attributes with the same name")
            }
            definitions.append((name, kind))
        }
        return definitions
    }

    static func billing(_ members: RequestMembers) throws(ServiceRefusal) -> LocalTable.Billing {
        let mode = try members.string("BillingMode") ?? "PROVISIONED"
        let throughput = try members.object("ProvisionedThroughput")
        switch mode {
        case "PAY_PER_REQUEST":
            guard throughput == nil else {
                throw .invalid(
                    "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when"
                        + " BillingMode is PAY_PER_REQUEST")
            }
            return LocalTable.Billing(isProvisioned: false, readUnits: 0, writeUnits: 0)
        case "PROVISIONED":
            guard let throughput else {
                throw .invalid(
                    "ReadCapacityUnits and WriteCapacityUnits must both be specified when"
                        + " BillingMode is PROVISIONED")
            }
            return try units(throughput)
        default:
            throw .constraint(
                "'\(mode)'", at: "billingMode",
                "Member must satisfy enum value set: [PROVISIONED, PAY_PER_REQUEST]")
        }
    }

    static func units(_ throughput: RequestMembers) throws(ServiceRefusal) -> LocalTable.Billing {
        var units: [Int] = []
        for name in ["ReadCapacityUnits", "WriteCapacityUnits"] {
            let member = "provisionedThroughput." + name.prefix(1).lowercased() + name.dropFirst()
            guard let count = try throughput.integer(name) else {
                throw .constraint("null", at: member, "Member must not be null")
            }
            guard count > 0 else {
                throw .constraint(
                    "'\(count)'", at: member, "Member must have value greater than or equal to 1")
            }
            units.append(count)
        }
        return LocalTable.Billing(isProvisioned: true, readUnits: units[0], writeUnits: units[1])
    }

    static func key(
        _ members: RequestMembers, _ definitions: [(name: String, kind: WireAttribute.Kind)]
    ) throws(ServiceRefusal) -> KeySchema {
        var elements: [(name: String, type: String)] = []
        for element in try members.objects("KeySchema") {
            guard let name = try element.string("AttributeName"),
                let type = try element.string("KeyType")
            else {
                throw .constraint(
                    "null", at: "keySchema.1.member.attributeName", "Member must not be null")
            }
            elements.append((name, type))
        }
        guard (1...2).contains(elements.count) else {
            throw .constraint(
                elements.isEmpty ? "null" : "'\(elements.count) elements'", at: "keySchema",
                elements.isEmpty
                    ? "Member must not be null"
                    : "Member must have length less than or equal to 2")
        }
        guard elements[0].type == "HASH" else {
            throw .validation(
                "Invalid KeySchema: The first KeySchemaElement is not a HASH key type")
        }
        if elements.count == 2 {
            guard elements[1].type == "RANGE" else {
                throw .validation(
                    "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type")
            }
            guard elements[0].name != elements[1].name else {
                throw .validation(
                    "Both the Hash Key and the Range Key element in the KeySchema have the same"
                        + " name")
            }
        }
        var attributes: [KeyPart] = []
        for element in elements {
            guard let definition = definitions.first(where: { $0.name == element.name }) else {
                let names = elements.map(\.name).joined(separator: ", ")
                let defined = definitions.map(\.name).joined(separator: ", ")
                throw .invalid(
                    "Some index key attributes are not defined in AttributeDefinitions. Keys:"
                        + " [\(names)], AttributeDefinitions: [\(defined)]")
            }
            attributes.append(
                KeyPart(
                    name: element.name, wireName: WireName.bytes(element.name),
                    kind: definition.kind))
        }
        return KeySchema(
            partition: attributes[0], sort: attributes.count > 1 ? attributes[1] : nil)
    }

    static func streamViewType(_ members: RequestMembers) throws(ServiceRefusal) -> String? {
        guard let stream = try members.object("StreamSpecification"),
            try stream.bool("StreamEnabled") ?? false
        else { return nil }
        guard let type = try stream.string("StreamViewType") else {
            throw .invalid("StreamViewType is required when StreamEnabled is true")
        }
        guard ["KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"].contains(type) else {
            throw .constraint(
                "'\(type)'", at: "streamSpecification.streamViewType",
                "Member must satisfy enum value set: [NEW_IMAGE, OLD_IMAGE, NEW_AND_OLD_IMAGES,"
                    + " KEYS_ONLY]")
        }
        return type
    }

    static func tags(
        _ members: RequestMembers
    ) throws(ServiceRefusal) -> [(key: String, value: String)] {
        var tags: [(key: String, value: String)] = []
        for tag in try members.objects("Tags") {
            tags.append((try tag.string("Key") ?? "", try tag.string("Value") ?? ""))
        }
        return tags
    }
}
