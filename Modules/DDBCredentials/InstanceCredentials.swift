public import DDBBase
import DDBHTTP
import DDBJSON

/// Asks the metadata service of an EC2 instance for the keys of the instance's role.
///
/// The keys stay of use past their end while the service is in trouble, so
/// ``Credentials/isStaticallyStable`` is set.
public struct InstanceCredentials: CredentialsProvider {
    static let folder = "/latest/meta-data/iam/security-credentials/"

    private let metadata: InstanceMetadata
    private let environment: ProcessEnvironment

    /// What messages call it: `instance metadata`.
    public var name: String { "instance metadata" }

    /// Creates a provider.
    ///
    /// - Parameter environment: Where `AWS_EC2_METADATA_DISABLED` is looked up.
    public init(_ metadata: InstanceMetadata, environment: ProcessEnvironment) {
        self.metadata = metadata
        self.environment = environment
    }

    /// Asks for the name of the role, and for its keys.
    ///
    /// - Throws: ``CredentialsError``: `absent` where the service is turned off or has no role,
    ///   and what ``InstanceMetadata/text(_:)`` throws.
    public func credentials() async throws -> Credentials {
        guard !InstanceMetadata.isDisabled(environment) else {
            throw CredentialsError(.absent, "AWS_EC2_METADATA_DISABLED is true.")
        }
        let role = try await role()
        let reply = try CredentialJSON(
            try await metadata.bytes(Self.folder + PercentEncoding.component(role)),
            from: "The instance metadata service's reply")
        let code = try reply.optionalText("Code") ?? "Success"
        guard code == "Success" else {
            throw CredentialsError(
                .absent,
                "The instance metadata service has no keys for the role of the instance"
                    + (SharedFileLine.isPropertyName(code) ? " (\(code))" : "")
                    + "; see that its trust policy lets ec2.amazonaws.com assume it.")
        }
        var credentials = try reply.credentials(token: "Token", origin: name)
        guard credentials.expiration != nil else {
            throw CredentialsError(
                .malformedReply, "The instance metadata service's reply has no Expiration.")
        }
        credentials.isStaticallyStable = true
        return credentials
    }

    private func role() async throws -> String {
        guard let bytes = try await metadata.bytesIfPresent(Self.folder) else {
            throw CredentialsError(
                .absent, "The instance has no role; attach an instance profile to it.")
        }
        let text = String(decoding: bytes, as: UTF8.self)
        let role = text.split(whereSeparator: \.isNewline).first.map { $0.trimmed } ?? ""
        guard !role.isEmpty, role.utf8.count <= 256 else {
            throw CredentialsError(
                .malformedReply, "The instance metadata service gave no name of a role.")
        }
        return role
    }
}
