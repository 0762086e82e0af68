/// Whether calls of DynamoDB go to the host of their account, as `123456789012.ddb.us-east-1...`.
///
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-account-endpoints.html
public enum AccountIDEndpointMode: String, Sendable, Hashable, CaseIterable {
    /// Where an account is known and the partition has such hosts.
    case preferred
    /// Never.
    case disabled
    /// Always; what prevents it is an error.
    case required
}
