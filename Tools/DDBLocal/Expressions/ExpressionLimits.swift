/// What DynamoDB allows of an expression; its numbers are not settings.
package enum ExpressionLimits {
    /// The most bytes of an expression.
    package static let bytesMax = 4096
    /// The most operators: comparators, AND, OR, NOT, BETWEEN, IN, + and -.
    package static let operatorsMax = 300
    /// The most operands behind IN.
    package static let membersMax = 100
    /// The most steps of a document path.
    package static let pathStepsMax = 32
    /// The most bytes of a placeholder's name.
    package static let placeholderBytesMax = 255
    /// The most bytes of an attribute's name.
    package static let nameBytesMax = 65_535
    /// The largest index of a list that a path may name.
    package static let indexMax = Int(Int32.max)
    /// The most parentheses, NOTs and calls that enclose a part: what bounds our recursion.
    ///
    /// Redundant parentheses are refused, so that more of them need more operators than are
    /// allowed; calls of 4096 bytes that could be evaluated nest less.
    package static let depthMax = 320
}
