/// An expression as it was written, before its placeholders are looked up.
indirect enum ExpressionNode: Sendable {
    case path(WrittenPath)
    /// A value's placeholder, with its colon.
    case value(String)
    case call(String, [ExpressionNode])
    case group(ExpressionNode)
    case comparison(Comparator, ExpressionNode, ExpressionNode)
    case between(ExpressionNode, low: ExpressionNode, high: ExpressionNode)
    case membership(ExpressionNode, [ExpressionNode])
    case all([ExpressionNode])
    case any([ExpressionNode])
    case not(ExpressionNode)
    case sum(ExpressionNode, ExpressionNode, isDifference: Bool)

    /// The node within parentheses, if there are any.
    var inner: ExpressionNode {
        if case .group(let node) = self { node.inner } else { self }
    }

    /// Whether it can stand where a value is needed.
    var isOperand: Bool {
        switch inner {
        case .path, .value, .call: true
        case .group, .comparison, .between, .membership, .all, .any, .not, .sum: false
        }
    }

    /// Whether it can stand where a condition is needed.
    var isCondition: Bool {
        switch inner {
        case .call, .comparison, .between, .membership, .all, .any, .not: true
        case .path, .value, .group, .sum: false
        }
    }
}

/// A document path as it was written.
struct WrittenPath: Sendable {
    enum Step: Sendable {
        case name(String)
        /// A name's placeholder, with its number sign.
        case placeholder(String)
        /// The digits of an index.
        case index(String)
    }

    var steps: [Step]
}

/// An action of an update as it was written.
struct WrittenAction: Sendable {
    var section: UpdateSection
    var path: WrittenPath
    /// What is set, added or deleted; of REMOVE, nil.
    var value: ExpressionNode?
}

/// The sections of an update expression.
enum UpdateSection: String, Sendable, CaseIterable {
    case set = "SET"
    case remove = "REMOVE"
    case add = "ADD"
    case delete = "DELETE"
}
