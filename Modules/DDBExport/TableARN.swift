/// Names a DynamoDB table by its ARN: `arn:aws:dynamodb:<region>:<account>:table/<name>`.
public struct TableARN: Sendable, Hashable {
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

    /// Takes an ARN apart; nil where it names no table.
    public init?(arn: String) {
        let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", parts[2] == "dynamodb" else { return nil }
        let resource = parts[5].split(separator: "/", omittingEmptySubsequences: false)
        guard resource.count >= 2, resource[0] == "table", Self.isName(resource[1]) else {
            return nil
        }
        self.arn = arn
        partition = String(parts[1])
        region = String(parts[3])
        account = String(parts[4])
        name = String(resource[1])
    }

    /// Whether a text is one that DynamoDB allows as a table's name: 3 to 255 of `A-Za-z0-9_.-`.
    private static func isName(_ text: Substring) -> Bool {
        (3...255).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                    UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"):
                    true
                default: false
                }
            } && text != "." && text != ".."
    }
}
