public import DDBJSON

/// Says who committed what (`commitInfo`); its members are free.
public struct CommitInfo: Sendable, Hashable {
    /// The members in their order.
    public var members: JSONObject

    /// Creates an action from all its members.
    public init(members: JSONObject) {
        self.members = members
    }

    /// Creates an action with the usual members.
    ///
    /// - Parameters:
    ///   - timestamp: Milliseconds since the epoch.
    ///   - operation: Such as `WRITE`.
    ///   - parameters: What the operation was given, as text.
    ///   - engine: The name and version of the software.
    public init(
        timestamp: Int64, operation: String, parameters: [(String, String)] = [], engine: String
    ) {
        var object = JSONObject()
        var parameterObject = JSONObject()
        for (name, value) in parameters { parameterObject[name] = .string(value) }
        object["timestamp"] = .integer(timestamp)
        object["operation"] = .string(operation)
        object["operationParameters"] = .object(parameterObject)
        object["engineInfo"] = .string(engine)
        members = object
    }

    /// When it was committed, in milliseconds since the epoch.
    public var timestamp: Int64? { members["timestamp"]?.integer }

    /// When it was committed, in milliseconds since the epoch, by the table's own count.
    ///
    /// It rises with every version. Only tables that promise it have it.
    public var inCommitTimestamp: Int64? { members["inCommitTimestamp"]?.integer }

    /// What was done.
    public var operation: String? { members["operation"]?.string }

    /// The id by which the committer knows its commit again.
    public var transactionId: String? {
        get { members["txnId"]?.string }
        set { members["txnId"] = newValue.map { .string($0) } }
    }
}
