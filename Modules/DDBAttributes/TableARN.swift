public import DDBBase

/// Names a DynamoDB table, or a part of one, by its ARN:
/// `arn:<partition>:dynamodb:<region>:<account>:table/<name>[/<kind>/<part>]`.
///
/// ```swift
/// let stream = TableARN(
///     arn: "arn:aws:dynamodb:eu-west-1:123456789012:table/orders/stream/2026-01-01T00:00:00.000")
/// stream?.name    // "orders"
/// stream?.part    // .stream(label: "2026-01-01T00:00:00.000")
/// ```
public struct TableARN: Sendable, Hashable {
    /// What belongs to a table and has an ARN below its own.
    public enum Part: Sendable, Hashable {
        /// A stream; a table that had several has several.
        case stream(label: String)
        /// A secondary index.
        case index(name: String)
        /// An export to S3.
        case export(id: String)
        /// A backup.
        case backup(id: String)
        /// Anything else.
        case other(kind: String, name: String)
    }

    /// The whole ARN.
    public let arn: String
    /// The partition, such as `aws` or `aws-cn`.
    public let partition: String
    /// The region, such as `eu-west-1`.
    public let region: String
    /// The twelve digits of the account.
    public let account: String
    /// The name.
    public let name: String
    /// The part of the table that the ARN names; nil where it names the table itself.
    public let part: Part?

    /// Takes an ARN apart; nil where it names neither a table nor a part of one.
    public init?(arn: String) {
        guard let resource = ResourceName(parsing: arn) else { return nil }
        self.init(resource)
    }

    /// Reads the name of a resource; nil where it names neither a table nor a part of one.
    public init?(_ resource: ResourceName) {
        guard resource.service == "dynamodb" else { return nil }
        let words = resource.resource.utf8.split(
            separator: UInt8(ascii: "/"), omittingEmptySubsequences: false
        ).map { String(Substring($0)) }
        guard words.count == 2 || words.count == 4, words[0] == "table",
            Self.isName(words[1]), !words.contains("")
        else { return nil }
        arn = resource.text
        partition = resource.partition
        region = resource.region
        account = resource.account
        name = words[1]
        part = words.count == 4 ? Self.part(kind: words[2], name: words[3]) : nil
    }

    /// The ARN of the table itself.
    public var tableARN: String {
        part == nil ? arn : "arn:\(partition):dynamodb:\(region):\(account):table/\(name)"
    }

    /// Whether a text is one that DynamoDB allows as a table's name: 3 to 255 of `A-Za-z0-9_.-`.
    public static func isName(_ text: some StringProtocol) -> Bool {
        (3...255).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                    UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    private static func part(kind: String, name: String) -> Part {
        switch kind {
        case "stream": .stream(label: name)
        case "index": .index(name: name)
        case "export": .export(id: name)
        case "backup": .backup(id: name)
        default: .other(kind: kind, name: name)
        }
    }
}
