public import DDBBase
public import DDBCredentials

/// What one profile of the shared files says, as far as clients ask.
public struct ProfileSettings: Sendable {
    /// The name of the profile.
    public let name: String
    private let shared: SharedConfiguration?
    private let section: SharedSection?

    /// A profile that says nothing.
    public static let empty = ProfileSettings()

    private init() {
        name = "default"
        shared = nil
        section = nil
    }

    /// Finds a profile: the named one, else that of `AWS_PROFILE`, else `default`.
    ///
    /// - Throws: ``SettingsError/Code/unknownSection`` where a profile is named and in no file;
    ///   that there is no `default` is no error.
    public init(
        _ shared: SharedConfiguration, profile: String? = nil,
        environment: ProcessEnvironment = .system
    ) throws(SettingsError) {
        name = profile ?? SharedFileLocations.profileName(environment: environment)
        self.shared = shared
        section = shared.profile(named: name)
        let isNamed = profile != nil || environment.nonBlank("AWS_PROFILE") != nil
        guard isNamed, section == nil else { return }
        let names = Array(shared.profiles.keys.prefix(64))
        throw SettingsError(
            .unknownSection,
            "There is no profile \(quoted(name)) in the shared files"
                + NearestName.hint(name, in: names))
    }

    /// The value of a property; nil where there is none or it is blank.
    func property(_ name: String) -> String? { nonBlank(section?[name]) }

    /// The value of a property below another one; nil where there is none or it is blank.
    func subproperty(_ name: String, of property: String) -> String? {
        nonBlank(section?.subproperty(name, of: property))
    }

    /// The value of a property of a service, in the section that the profile's `services` names.
    ///
    /// - Throws: ``SettingsError/Code/unknownSection`` where there is no such section.
    func setting(_ name: String, of service: Service) throws(SettingsError) -> String? {
        guard let sectionName = property("services") else { return nil }
        guard let section = shared?.services[sectionName] else {
            throw SettingsError(
                .unknownSection,
                "`services` of the profile '\(self.name)' is \(quoted(sectionName)), and the "
                    + "configuration file has no [services ...] section of that name.")
        }
        return nonBlank(section.subproperty(name, of: service.profileKey))
    }

    private func nonBlank(_ text: String?) -> String? {
        guard let text, text.contains(where: { !$0.isWhitespace }) else { return nil }
        return text
    }
}
