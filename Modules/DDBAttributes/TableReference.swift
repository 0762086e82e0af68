/// A table as people name it: `orders`, `dynamodb:orders`, or its ARN.
///
/// ```swift
/// let table = try TableReference(parsing: "dynamodb:orders")
/// table.name         // "orders"
/// table.requestName  // "orders"; the ARN where one was given
/// ```
///
/// An ARN reaches tables of other accounts, and belongs to one region.
public struct TableReference: Sendable, Hashable, CustomStringConvertible {
    /// The name of the table.
    public let name: String
    /// The ARN, where the table was named by it.
    public let arn: TableARN?

    /// What a scheme in front of a name or an ARN says: that a table of DynamoDB is meant.
    public static let scheme = "dynamodb:"

    /// Reads the name of a table.
    ///
    /// - Throws: ``AttributeError/Code/tableName``.
    public init(parsing text: String) throws(AttributeError) {
        let bare = text.hasPrefix(Self.scheme) ? text.dropFirst(Self.scheme.count) : text[...]
        if bare.hasPrefix("arn:") {
            guard let arn = TableARN(arn: String(bare)) else {
                throw AttributeError(
                    tableName: "an ARN of a table is arn:aws:dynamodb:<region>:<account>:table/"
                        + "<name>, and this is none")
            }
            guard arn.part == nil else {
                throw AttributeError(
                    tableName: "the ARN names a part of the table '\(arn.name)'; leave out all "
                        + "behind its name")
            }
            name = arn.name
            self.arn = arn
            return
        }
        guard TableARN.isName(bare) else {
            throw AttributeError(
                tableName: "a table's name has 3 to 255 characters of A-Z, a-z, 0-9, '_', '.' and "
                    + "'-'; a table is named by it, by dynamodb:<name> or by its ARN")
        }
        name = String(bare)
        arn = nil
    }

    /// What goes into the member `TableName` of a request: the ARN where one was given.
    public var requestName: String { arn?.arn ?? name }

    /// The name as it can be parsed again.
    public var description: String { arn?.arn ?? Self.scheme + name }
}
