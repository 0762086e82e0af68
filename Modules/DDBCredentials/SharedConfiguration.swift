/// What the shared files say: `~/.aws/config` and `~/.aws/credentials`.
///
/// ```swift
/// let shared = try SharedConfiguration(config: "[default]\nregion = eu-west-1")
/// shared.profile(named: "default")?["region"]   // "eu-west-1"
/// ```
///
/// The grammar is that of the
/// [reference](https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html); names that it
/// does not allow are left out, with a line in ``warnings``.
public struct SharedConfiguration: Sendable {
    /// The most bytes of one file; more is refused.
    public static let fileBytesMax = 1 << 20
    /// The most warnings that are kept.
    public static let warningsMax = 100

    /// The profiles by their names, which differ by case.
    public private(set) var profiles: [String: SharedSection] = [:]
    /// The `[sso-session x]` sections of the configuration file.
    public private(set) var ssoSessions: [String: SharedSection] = [:]
    /// The `[services x]` sections of the configuration file.
    public private(set) var services: [String: SharedSection] = [:]
    /// What was left out and why, a sentence each, without values.
    public private(set) var warnings: [String] = []
    /// Where the files are, or would be.
    public let locations: SharedFileLocations

    /// Reads the texts of the two files; an absent file is an empty text.
    ///
    /// - Parameter locations: What messages call the files.
    /// - Throws: ``CredentialsError`` with the code `invalidFile`, naming the file and the line.
    public init(
        config: String = "", credentials: String = "",
        locations: SharedFileLocations = SharedFileLocations(
            config: "~/.aws/config", credentials: "~/.aws/credentials")
    ) throws(CredentialsError) {
        self.locations = locations
        try add(config: config, path: locations.config ?? "~/.aws/config")
        try add(credentials: credentials, path: locations.credentials ?? "~/.aws/credentials")
    }

    /// The profile of a name, or nil where neither file has it.
    public func profile(named name: String) -> SharedSection? { profiles[name] }

    /// The setting of one service of a profile, as `endpoint_url` of `dynamodb`: a sub-property in
    /// the section that the profile's `services` names.
    ///
    /// - Parameter service: The identifier of the service in lower case with underscores, such as
    ///   `dynamodb_streams`.
    public func serviceSetting(
        _ name: String, of service: String, profile: SharedSection
    ) -> String? {
        guard let section = profile.nonEmpty("services") else { return nil }
        return services[section]?.subproperty(name, of: service)
    }

    private mutating func add(config: String, path: String) throws(CredentialsError) {
        var parser = SharedFileParser(path: path)
        try parser.parse(config)
        let hasPrefixedDefault = parser.sections.contains { section in
            Self.split(section.header) == ("profile", "default")
        }
        for section in parser.sections {
            let (type, name) = Self.split(section.header)
            switch type {
            case "profile" where SharedFileLine.isProfileName(name):
                merge(section, into: \.profiles, name, .config, path)
            case "sso-session" where SharedFileLine.isProfileName(name):
                merge(section, into: \.ssoSessions, name, .config, path)
            case "services" where SharedFileLine.isProfileName(name):
                merge(section, into: \.services, name, .config, path)
            case "" where name == "default":
                if hasPrefixedDefault {
                    warn("\(path):\(section.line): [default] gives way to [profile default].")
                } else {
                    merge(section, into: \.profiles, name, .config, path)
                }
            case "":
                warn("\(path):\(section.line): A profile here is written [profile name].")
            default:
                warn("\(path):\(section.line): The section has no known type or no valid name.")
            }
        }
    }

    private mutating func add(credentials: String, path: String) throws(CredentialsError) {
        var parser = SharedFileParser(path: path)
        try parser.parse(credentials)
        for section in parser.sections {
            guard SharedFileLine.isProfileName(section.header) else {
                warn("\(path):\(section.line): A profile here is written [name].")
                continue
            }
            merge(section, into: \.profiles, section.header, .credentials, path)
        }
    }

    private mutating func merge(
        _ raw: SharedFileParser.RawSection,
        into sections: WritableKeyPath<Self, [String: SharedSection]>, _ name: String,
        _ file: SharedSection.File, _ path: String
    ) {
        var section = self[keyPath: sections][name] ?? SharedSection(name: name)
        for property in raw.properties {
            if SharedFileLine.isPropertyName(property.name) {
                section.set(property.name, property.value, from: file)
            } else {
                warn("\(path):\(property.line): The property has no valid name.")
            }
        }
        self[keyPath: sections][name] = section
    }

    private mutating func warn(_ warning: String) {
        if warnings.count < Self.warningsMax { warnings.append(warning) }
    }

    /// The type and the name of a header, of which the type is empty where white space is missing.
    private static func split(_ header: String) -> (type: String, name: String) {
        let bytes = Array(header.utf8)
        guard let space = bytes.firstIndex(where: SharedFileLine.isSpace) else {
            return ("", header)
        }
        return (SharedFileLine.text(bytes[..<space]), SharedFileLine.text(bytes[space...]))
    }
}
