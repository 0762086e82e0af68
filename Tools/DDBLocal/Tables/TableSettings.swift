/// What the tables need to know of the endpoint.
struct TableSettings: Sendable {
    var region: String
    var accountID: String
    var transition: Duration

    init(_ settings: LocalSettings) {
        region = settings.region
        accountID = settings.accountID
        transition = settings.transition
    }

    /// The ARN of a table.
    func arn(_ name: String) -> String {
        "arn:aws:dynamodb:\(region):\(accountID):table/\(name)"
    }
}
