/// Refuses the parameters that expressions replaced.
enum LegacyParameters {
    private static let replacements = [
        ("Expected", "ConditionExpression"), ("ConditionalOperator", "an expression"),
        ("AttributeUpdates", "UpdateExpression"), ("KeyConditions", "KeyConditionExpression"),
        ("QueryFilter", "FilterExpression"), ("ScanFilter", "FilterExpression"),
        ("AttributesToGet", "ProjectionExpression"),
    ]

    static func refuse(_ members: RequestMembers) throws(ServiceRefusal) {
        for (name, replacement) in replacements where members[name] != nil {
            throw .validation(
                "The local endpoint does not take the legacy parameter \(name); use"
                    + " \(replacement) instead.")
        }
    }
}
