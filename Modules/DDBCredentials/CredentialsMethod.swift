/// Names a way to credentials, as the option `aws.credentials.provider` does.
public enum CredentialsMethod: String, Sendable, CaseIterable {
    /// Keys in the options where they are set, else the chain.
    case auto = "AUTO"
    /// Keys in the options.
    case basic = "BASIC"
    /// Keys in the environment.
    case environment = "ENV_VAR"
    /// A profile of the shared files.
    case profile = "PROFILE"
    /// A role, taken with the credentials of another way.
    case assumeRole = "ASSUME_ROLE"
    /// A role, taken with a token in a file.
    case webIdentity = "WEB_IDENTITY_TOKEN"
    /// A provider that the program registered by a name.
    case custom = "CUSTOM"
}
