/// A service of AWS: what it is called in the places that name it, and how it is spoken to.
public struct Service: Sendable, Hashable, CustomStringConvertible {
    /// How requests and replies are written.
    public enum Wire: Sendable, Hashable {
        /// POST of a JSON object, the operation in `x-amz-target` behind a prefix.
        ///
        /// https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
        case json(version: String, targetPrefix: String)
        /// POST of a form with `Action` and `Version`, answered in XML.
        ///
        /// https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
        case query(apiVersion: String)
        /// Paths, headers and XML documents.
        ///
        /// https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html
        case restXML
    }

    /// The service's id in AWS's models, such as `DynamoDB Streams`.
    public let id: String
    /// The name in credential scopes; Streams share DynamoDB's.
    public let signingName: String
    /// What the host of an endpoint begins with, such as `streams.dynamodb`.
    public let endpointPrefix: String
    /// How requests and replies are written.
    public let wire: Wire

    /// Amazon DynamoDB.
    public static let dynamoDB = Service(
        id: "DynamoDB", signingName: "dynamodb", endpointPrefix: "dynamodb",
        wire: .json(version: "1.0", targetPrefix: "DynamoDB_20120810"))
    /// Amazon DynamoDB Streams.
    public static let dynamoDBStreams = Service(
        id: "DynamoDB Streams", signingName: "dynamodb", endpointPrefix: "streams.dynamodb",
        wire: .json(version: "1.0", targetPrefix: "DynamoDBStreams_20120810"))
    /// Amazon Kinesis Data Streams.
    public static let kinesis = Service(
        id: "Kinesis", signingName: "kinesis", endpointPrefix: "kinesis",
        wire: .json(version: "1.1", targetPrefix: "Kinesis_20131202"))
    /// Amazon S3.
    public static let s3 = Service(
        id: "S3", signingName: "s3", endpointPrefix: "s3", wire: .restXML)
    /// AWS Security Token Service.
    public static let sts = Service(
        id: "STS", signingName: "sts", endpointPrefix: "sts",
        wire: .query(apiVersion: "2011-06-15"))

    private init(id: String, signingName: String, endpointPrefix: String, wire: Wire) {
        self.id = id
        self.signingName = signingName
        self.endpointPrefix = endpointPrefix
        self.wire = wire
    }

    /// The id as the end of an environment variable: `AWS_ENDPOINT_URL_DYNAMODB_STREAMS`.
    public var variableSuffix: String {
        String(id.map { $0 == " " ? "_" : $0 }).uppercased()
    }

    /// The id as a key of a profile's `services` section: `dynamodb_streams`.
    public var profileKey: String { variableSuffix.lowercased() }

    /// The id.
    public var description: String { id }
}
