public import DDBBase

/// Where the shared files are, and which profile counts.
///
/// Follows the [reference](https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html).
public struct SharedFileLocations: Sendable, Hashable {
    /// How paths are put together.
    public enum Platform: Sendable {
        /// `/`, and a home in `HOME`.
        case posix
        /// `\`, and a home in `HOME`, `USERPROFILE` or `HOMEDRIVE` and `HOMEPATH`.
        case windows
    }

    /// The configuration file, or nil where nothing says where it is.
    public var config: String?
    /// The credentials file, or nil where nothing says where it is.
    public var credentials: String?
    /// The folder of the user, or nil where nothing says where it is.
    public var home: String?

    /// Creates locations.
    public init(config: String?, credentials: String?, home: String? = nil) {
        self.config = config
        self.credentials = credentials
        self.home = home
    }

    /// Finds the files as the environment says: `AWS_CONFIG_FILE` and
    /// `AWS_SHARED_CREDENTIALS_FILE`, else `config` and `credentials` in `.aws` of the home.
    public init(environment: ProcessEnvironment, platform: Platform = .posix) {
        let separator = platform == .windows ? "\\" : "/"
        let home = Self.home(environment)
        func location(_ variable: String, _ name: String) -> String? {
            if let named = environment.nonBlank(variable) {
                return Self.expanded(named, home: home)
            }
            return home.map { [$0, ".aws", name].joined(separator: separator) }
        }
        config = location("AWS_CONFIG_FILE", "config")
        credentials = location("AWS_SHARED_CREDENTIALS_FILE", "credentials")
        self.home = home
    }

    /// The name of the profile: `AWS_PROFILE`, else `default`.
    public static func profileName(environment: ProcessEnvironment) -> String {
        environment.nonBlank("AWS_PROFILE") ?? "default"
    }

    /// The path with the home in place of a leading `~/`.
    static func expanded(_ path: String, home: String?) -> String {
        guard let home, path.hasPrefix("~/") else { return path }
        return home + path.dropFirst()
    }

    private static func home(_ environment: ProcessEnvironment) -> String? {
        if let home = environment.nonBlank("HOME") ?? environment.nonBlank("USERPROFILE") {
            return home
        }
        guard let drive = environment.nonBlank("HOMEDRIVE"),
            let path = environment.nonBlank("HOMEPATH")
        else { return nil }
        return drive + path
    }
}
