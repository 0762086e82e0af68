/// Names a resource of AWS by its ARN: `arn:<partition>:<service>:<region>:<account>:<resource>`.
///
/// ```swift
/// let stream = ResourceName(parsing: "arn:aws:kinesis:us-east-1:123456789012:stream/orders")
/// stream?.service       // "kinesis"
/// stream?.resourceKind  // "stream"
/// ```
///
/// Partition, service and resource are never empty; region and account may be, as in the ARN of a
/// bucket. What they hold is not checked further: text of an ARN that goes into a host must be.
///
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
public struct ResourceName: Sendable, Hashable, CustomStringConvertible {
    /// The whole ARN.
    public let text: String
    /// The partition, such as `aws` or `aws-cn`.
    public let partition: String
    /// The service as IAM names it, such as `dynamodb`.
    public let service: String
    /// The region, such as `eu-west-1`, or empty.
    public let region: String
    /// The account, or empty.
    public let account: String
    /// All behind the fifth colon.
    public let resource: String

    /// The most bytes of an ARN.
    public static let textBytesMax = 2048

    /// Takes an ARN apart; nil where text is none.
    public init?(parsing text: String) {
        guard text.utf8.count <= Self.textBytesMax else { return nil }
        let parts = text.utf8.split(
            separator: UInt8(ascii: ":"), maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0].elementsEqual("arn".utf8), !parts[1].isEmpty,
            !parts[2].isEmpty, !parts[5].isEmpty
        else { return nil }
        self.text = text
        partition = String(Substring(parts[1]))
        service = String(Substring(parts[2]))
        region = String(Substring(parts[3]))
        account = String(Substring(parts[4]))
        resource = String(Substring(parts[5]))
    }

    /// What the resource begins with, up to a `/` or `:`: its kind where there is one, such as
    /// `table`; the whole resource where it has no such parts.
    public var resourceKind: String {
        let end = resource.utf8.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ":") }
        return String(resource[..<(end ?? resource.endIndex)])
    }

    /// The whole ARN.
    public var description: String { text }
}
