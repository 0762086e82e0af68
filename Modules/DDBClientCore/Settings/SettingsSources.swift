public import DDBBase

/// Where settings come from, behind what code sets.
public struct SettingsSources: Sendable {
    /// The environment variables.
    public var environment: ProcessEnvironment
    /// The profile of the shared files.
    public var profile: ProfileSettings
    /// Asks the machine for its region, as EC2's metadata service tells it; nil where nobody is to
    /// be asked, and an answer of nil where the machine has none.
    public var instanceRegion: (@Sendable () async throws -> String?)?
    /// Is told, in a sentence without secrets, what was read otherwise than it is written.
    public var notice: (@Sendable (String) -> Void)?

    /// Creates sources.
    public init(
        environment: ProcessEnvironment = .system, profile: ProfileSettings = .empty,
        instanceRegion: (@Sendable () async throws -> String?)? = nil,
        notice: (@Sendable (String) -> Void)? = nil
    ) {
        self.environment = environment
        self.profile = profile
        self.instanceRegion = instanceRegion
        self.notice = notice
    }
}
