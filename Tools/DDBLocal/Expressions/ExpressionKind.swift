/// The parameters of requests that hold an expression, by their names.
package enum ExpressionKind: String, Sendable, CaseIterable {
    /// What must hold for a write to happen.
    case condition = "ConditionExpression"
    /// Which of the items that were read are returned.
    case filter = "FilterExpression"
    /// Which items a query reads.
    case keyCondition = "KeyConditionExpression"
    /// Which attributes are returned.
    case projection = "ProjectionExpression"
    /// What a write changes.
    case update = "UpdateExpression"

    /// An error about the expression.
    func error(_ problem: String) -> ExpressionError {
        ExpressionError(message: "Invalid \(rawValue): \(problem)")
    }
}
