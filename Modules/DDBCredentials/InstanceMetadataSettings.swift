public import DDBBase
public import DDBHTTP

/// Where the metadata service of an EC2 instance is, and how patiently it is asked.
public struct InstanceMetadataSettings: Sendable, Hashable {
    /// The address that counts where no endpoint is named.
    public enum Mode: String, Sendable, CaseIterable {
        /// `http://169.254.169.254`.
        case ipv4 = "IPv4"
        /// `http://[fd00:ec2::254]`.
        case ipv6 = "IPv6"
    }

    /// The service.
    public var endpoint: Endpoint
    /// How long a connection may take to stand.
    public var connectTimeout = Duration.seconds(1)
    /// How long a reply may take.
    public var replyTimeout = Duration.seconds(1)
    /// How often one thing is asked for, the first time included.
    public var attemptsMax = 4
    /// How long a session token is to live, 1 to 21600 seconds.
    public var tokenSeconds = 21_600
    /// How long before its end a token is replaced.
    public var tokenMargin = Duration.seconds(120)

    /// Creates settings of an endpoint.
    public init(endpoint: Endpoint) {
        self.endpoint = endpoint
    }

    /// Finds the endpoint: the one in code, that of `AWS_EC2_METADATA_SERVICE_ENDPOINT`, that of
    /// the profile's `ec2_metadata_service_endpoint`, else the address of the mode: the one in
    /// code, that of `AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE`, that of the profile's
    /// `ec2_metadata_service_endpoint_mode`, else IPv4.
    ///
    /// - Throws: ``CredentialsError`` with the code `invalidSetting` where a text is no endpoint or
    ///   no mode.
    public init(
        environment: ProcessEnvironment, profile: SharedSection? = nil, endpoint: Endpoint? = nil,
        mode: Mode? = nil
    ) throws(CredentialsError) {
        let variable = "AWS_EC2_METADATA_SERVICE_ENDPOINT"
        let property = "ec2_metadata_service_endpoint"
        if let endpoint {
            self.init(endpoint: endpoint)
        } else if let text = environment.nonBlank(variable) {
            self.init(endpoint: try Self.endpoint(text, of: variable))
        } else if let text = profile?.nonEmpty(property) {
            self.init(endpoint: try Self.endpoint(text, of: property))
        } else {
            let chosen: Mode
            if let mode { chosen = mode } else { chosen = try Self.mode(environment, profile) }
            let host = chosen == .ipv6 ? "fd00:ec2::254" : "169.254.169.254"
            guard let endpoint = Endpoint(.http, host: host) else {
                preconditionFailure("both addresses are endpoints")
            }
            self.init(endpoint: endpoint)
        }
    }

    private static func endpoint(
        _ text: String, of setting: String
    ) throws(CredentialsError) -> Endpoint {
        guard let endpoint = Endpoint(parsing: text) else {
            throw CredentialsError(
                .invalidSetting, "\(setting) is no URL of the form http[s]://host[:port].")
        }
        return endpoint
    }

    private static func mode(
        _ environment: ProcessEnvironment, _ profile: SharedSection?
    ) throws(CredentialsError) -> Mode {
        let variable = "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"
        let property = "ec2_metadata_service_endpoint_mode"
        let text: String
        let setting: String
        if let value = environment.nonBlank(variable) {
            (text, setting) = (value, variable)
        } else if let value = profile?.nonEmpty(property) {
            (text, setting) = (value, property)
        } else {
            return .ipv4
        }
        guard
            let mode = Mode.allCases.first(where: { $0.rawValue.lowercased() == text.lowercased() })
        else {
            throw CredentialsError(
                .invalidSetting, "\(setting) is '\(text)'; it can be IPv4 or IPv6.")
        }
        return mode
    }
}
