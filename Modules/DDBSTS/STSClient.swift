import DDBBase
public import DDBClientCore
import DDBHTTP
import DDBSigV4
import DDBXML

/// Calls the AWS Security Token Service.
///
/// ```swift
/// let sts = STSClient(settings: settings, components: components)
/// print(try await sts.getCallerIdentity().arn)
/// ```
///
/// Every operation throws `ClientError`: the service's own codes, `invalidCall` for arguments that
/// the service would refuse, and `badResponse` for answers that are none.
///
/// https://docs.aws.amazon.com/STS/latest/APIReference/
public struct STSClient: Sendable {
    private let client: ServiceClient

    /// The most bytes of an answer.
    private static let replyBytesMax = 1 << 20

    /// Creates a client.
    public init(settings: ClientSettings, components: ClientComponents) {
        client = ServiceClient(.sts, settings: settings, components: components)
    }

    /// Calls an operation and reads the document `<operation>Response`; the reply goes with it for
    /// those who find fault with what it says.
    func call<Document: Decodable>(
        _ operation: String, _ parameters: [QueryItem],
        signing: ServiceCall.Signing = .header(.body), as type: Document.Type
    ) async throws -> (document: Document, reply: ServiceReply) {
        var call = ServiceCall.form(operation, parameters, signing: signing)
        call.replyBytesMax = Self.replyBytesMax
        let reply = try await client.call(call)
        do {
            let root = operation + "Response"
            return (try XMLDocument.decode(type, from: reply.body, root: root), reply)
        } catch {
            throw ClientError(
                .badResponse, operation: operation,
                "\(error.message) Look for something between here and the service that answers "
                    + "itself.", status: reply.status, requestID: reply.requestID,
                attempts: reply.attemptCount, delivery: .unknown, cause: error)
        }
    }
}
