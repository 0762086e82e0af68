/// A fault of a request's expressions, in the words of DynamoDB's `ValidationException`.
package struct ExpressionError: Error, Sendable, Hashable {
    /// What DynamoDB says.
    package let message: String

    /// Creates an error with a message of DynamoDB.
    package init(message: String) {
        self.message = message
    }
}
