/// Keeps the configuration of a domain with the table (`domainMetadata`).
public struct DomainMetadata: Sendable, Hashable {
    /// The name of the domain.
    public var domain: String
    /// Its configuration, a text of any form.
    public var configuration: String
    /// Whether the domain is taken out.
    public var isRemoved: Bool

    /// Creates an action.
    public init(domain: String, configuration: String, isRemoved: Bool = false) {
        self.domain = domain
        self.configuration = configuration
        self.isRemoved = isRemoved
    }
}
