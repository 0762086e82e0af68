/// What UpdateTable is asked for.
struct TableUpdate {
    /// What happens to an index.
    enum IndexChange {
        case create(RequestMembers)
        case update(String, LocalTable.Billing)
        case delete(String)
    }

    var definitions: [(name: String, kind: WireAttribute.Kind)]
    /// `PROVISIONED`, `PAY_PER_REQUEST`, or nil to leave it.
    var billingMode: String?
    var throughput: LocalTable.Billing?
    var indexChanges: [IndexChange] = []
    /// Whether a stream is to be there; nil to leave it.
    var hasStream: Bool?
    var streamViewType: String?
    var isProtected: Bool?
    var tableClass: String?

    init(_ members: RequestMembers) throws(ServiceRefusal) {
        definitions = try TableDefinition.definitions(members)
        billingMode = try members.string("BillingMode")
        if let billingMode, !["PROVISIONED", "PAY_PER_REQUEST"].contains(billingMode) {
            throw .constraint(
                "'\(billingMode)'", at: "billingMode",
                "Member must satisfy enum value set: [PROVISIONED, PAY_PER_REQUEST]")
        }
        throughput = try members.object("ProvisionedThroughput").map {
            members throws(ServiceRefusal) in try TableDefinition.units(members)
        }
        hasStream = try members.object("StreamSpecification")?.bool("StreamEnabled")
        streamViewType = try TableDefinition.streamViewType(members)
        isProtected = try members.bool("DeletionProtectionEnabled")
        tableClass = try members.string("TableClass")
        for change in try members.objects("GlobalSecondaryIndexUpdates") {
            indexChanges.append(try Self.indexChange(change))
        }
        let hasChange =
            billingMode != nil || throughput != nil || hasStream != nil || isProtected != nil
            || tableClass != nil || !indexChanges.isEmpty
        guard hasChange else {
            throw .validation(
                "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled,"
                    + " GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is"
                    + " required")
        }
    }

    private static func indexChange(
        _ members: RequestMembers
    ) throws(ServiceRefusal) -> IndexChange {
        if let create = try members.object("Create") { return .create(create) }
        if let update = try members.object("Update") {
            guard let throughput = try update.object("ProvisionedThroughput") else {
                throw .invalid("ProvisionedThroughput is required for an index update")
            }
            return .update(
                try update.string("IndexName") ?? "", try TableDefinition.units(throughput))
        }
        if let delete = try members.object("Delete") {
            return .delete(try delete.string("IndexName") ?? "")
        }
        throw .invalid("One of Create, Update or Delete is required for an index update")
    }
}
