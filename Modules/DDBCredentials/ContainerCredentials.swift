package import DDBBase
package import DDBHTTP

/// Asks the endpoint that Amazon ECS and EKS Pod Identity give to a container.
///
/// Reads `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI` or `AWS_CONTAINER_CREDENTIALS_FULL_URI`, and for
/// the header `authorization` the file of `AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE`, at every fetch,
/// or `AWS_CONTAINER_AUTHORIZATION_TOKEN`. Without TLS only the addresses that never leave the
/// machine are asked.
public struct ContainerCredentials: CredentialsProvider {
    static let attemptsMax = 3
    static let tokenBytesMax = 64 << 10
    /// The addresses of ECS and of EKS Pod Identity.
    static let trustedHosts = ["169.254.170.2", "169.254.170.23", "fd00:ec2::23"]

    private let components: CredentialsComponents
    /// How long an attempt may take.
    package var attemptTimeout = Duration.seconds(2)

    /// What messages call it: `container`.
    public var name: String { "container" }

    /// Creates a provider.
    public init(_ components: CredentialsComponents) {
        self.components = components
    }

    /// Asks the endpoint.
    ///
    /// - Throws: ``CredentialsError``: `absent` where no variable names an endpoint,
    ///   `invalidSetting`, `unreadable`, `unavailable`, `refused`, `malformedReply`.
    public func credentials() async throws -> Credentials {
        var request = try Self.request(environment: components.environment)
        request.headers["accept"] = "application/json"
        if let token = try await authorization() {
            request.headers["authorization"] = token.reveal()
        }
        request.timeouts = TransportTimeouts(
            connect: attemptTimeout, idle: attemptTimeout, total: attemptTimeout)
        let service = "The container credentials endpoint \(request.endpoint)"
        let fetcher = ReplyFetcher(
            transport: components.transport, time: components.time, random: components.random,
            service: service, attemptsMax: Self.attemptsMax)
        let reply = try await fetcher.reply(to: request)
        guard reply.isSuccess else {
            throw CredentialsError(
                reply.isTrouble ? .unavailable : .refused,
                "\(service) answered with status \(reply.status).")
        }
        return try CredentialJSON(reply.body, from: "The reply of \(service)")
            .credentials(token: "Token", origin: name)
    }

    /// The request that the environment describes.
    ///
    /// - Throws: ``CredentialsError``: `absent`, `invalidSetting`.
    package static func request(
        environment: ProcessEnvironment
    ) throws(CredentialsError) -> TransportRequest {
        if let path = environment.nonBlank("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") {
            let slash = path.hasPrefix("/") ? "" : "/"
            guard
                let request = TransportRequest(.get, url: "http://169.254.170.2" + slash + path)
            else {
                throw CredentialsError(
                    .invalidSetting, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI is no path.")
            }
            return request
        }
        let variable = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
        guard let url = environment.nonBlank(variable) else {
            throw CredentialsError(
                .absent,
                "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and \(variable) are not set.")
        }
        guard let request = TransportRequest(.get, url: url) else {
            throw CredentialsError(
                .invalidSetting, "\(variable) is no URL of the form http[s]://host[:port]/path.")
        }
        guard request.endpoint.scheme == .https || isTrusted(request.endpoint.host) else {
            throw CredentialsError(
                .invalidSetting,
                "\(variable) names \(request.endpoint.host) without TLS; use https, or one of "
                    + "the addresses of this machine, of ECS or of EKS.")
        }
        return request
    }

    /// Whether keys may come in the clear from a host: it is this machine or its hypervisor.
    static func isTrusted(_ host: String) -> Bool {
        if host == "localhost" || host == "::1" || trustedHosts.contains(host) { return true }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 4 && numbers.first == "127"
            && numbers.allSatisfy { UInt8($0) != nil }
    }

    private func authorization() async throws -> Secret? {
        let environment = components.environment
        let token: String
        if let file = environment.nonBlank("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") {
            guard let text = try await components.files.text(file, limit: Self.tokenBytesMax)
            else {
                throw CredentialsError(
                    .unreadable,
                    "The file \(file) of AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE does not exist.")
            }
            token = text
        } else if let text = environment.nonBlank("AWS_CONTAINER_AUTHORIZATION_TOKEN") {
            token = text
        } else {
            return nil
        }
        // A line break would end the header and begin another one.
        guard token.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw CredentialsError(
                .invalidSetting,
                "The container authorization token holds a line break or control character.")
        }
        return Secret(token)
    }
}
