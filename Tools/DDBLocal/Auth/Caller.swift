import DDBSigV4

/// Who makes a request.
struct Caller: Sendable {
    /// The id of the access key; empty where nobody has to prove who they are and nothing was said.
    var accessKeyID: String
    /// The account that the key belongs to.
    var accountID: String
    /// The region that the request was signed for; nil where it was not signed.
    var region: String?
    /// The signature, which those of chunks go on from; nil where it was not checked.
    var signature: Signature?
}
