public import DDBBase
public import DDBHTTP

/// What providers work with: doors to the network, the files, the clock.
public struct CredentialsComponents: Sendable {
    /// Sends the requests of the providers.
    public var transport: any Transport
    /// Takes roles; nil where no profile and no option may ask for one.
    public var roles: (any RoleService)?
    /// Where variables come from.
    public var environment: ProcessEnvironment
    /// Tells the time.
    public var time: any TimeSource
    /// Spreads retries.
    public var random: any RandomSource
    /// Asks a person what the multi-factor device of a serial number shows; nil where nobody can
    /// be asked.
    public var mfaTokenCode: (@Sendable (_ serialNumber: String) async throws -> Secret)?
    /// Is told, in a sentence without secrets, of what went wrong and did no harm yet.
    public var notice: (@Sendable (String) -> Void)?
    package var files: CredentialFiles

    /// Creates components.
    public init(
        transport: any Transport, roles: (any RoleService)? = nil,
        environment: ProcessEnvironment = .system, time: any TimeSource = SystemTimeSource(),
        random: any RandomSource = SystemRandomSource(),
        mfaTokenCode: (@Sendable (_ serialNumber: String) async throws -> Secret)? = nil,
        notice: (@Sendable (String) -> Void)? = nil
    ) {
        self.transport = transport
        self.roles = roles
        self.environment = environment
        self.time = time
        self.random = random
        self.mfaTokenCode = mfaTokenCode
        self.notice = notice
        files = CredentialFiles()
    }
}
