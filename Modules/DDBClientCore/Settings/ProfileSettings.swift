/// What one profile of the shared files says, as far as clients ask.
///
/// Values are looked up when they are asked for and held nowhere: a profile may hold keys as well.
public struct ProfileSettings: Sendable {
    /// The name of the profile, for messages.
    public let name: String
    private let propertyLookup: @Sendable (_ name: String) -> String?
    private let subpropertyLookup: @Sendable (_ name: String, _ property: String) -> String?
    private let serviceSections: Set<String>
    private let serviceLookup:
        @Sendable (_ name: String, _ service: String, _ section: String) -> String?

    /// A profile that says nothing.
    public static let empty = ProfileSettings(name: "default")

    /// Creates the settings of a profile.
    ///
    /// - Parameters:
    ///   - property: Gives the value of a property, whose name is in lower case.
    ///   - subproperty: Gives the value of a property below another one.
    ///   - serviceSections: The names of the `[services ...]` sections in the files.
    ///   - service: Gives the value of a property below a service's key in such a section.
    public init(
        name: String, property: @escaping @Sendable (_ name: String) -> String? = { _ in nil },
        subproperty: @escaping @Sendable (_ name: String, _ property: String) -> String? = {
            _, _ in nil
        }, serviceSections: Set<String> = [],
        service:
            @escaping @Sendable (_ name: String, _ service: String, _ section: String) ->
            String? = { _, _, _ in nil }
    ) {
        self.name = name
        propertyLookup = property
        subpropertyLookup = subproperty
        self.serviceSections = serviceSections
        serviceLookup = service
    }

    /// The value of a property; nil where there is none or it is blank.
    func property(_ name: String) -> String? { Self.nonBlank(propertyLookup(name)) }

    /// The value of a property below another one; nil where there is none or it is blank.
    func subproperty(_ name: String, of property: String) -> String? {
        Self.nonBlank(subpropertyLookup(name, property))
    }

    /// The value of a property of a service, in the section that the profile's `services` names.
    ///
    /// - Throws: ``SettingsError/Code/unknownSection`` where there is no such section.
    func setting(_ name: String, of service: Service) throws(SettingsError) -> String? {
        guard let section = property("services") else { return nil }
        guard serviceSections.contains(section) else {
            throw SettingsError(
                .unknownSection,
                "`services` of the profile '\(self.name)' is \(quoted(section)), and the "
                    + "configuration file has no [services ...] section of that name.")
        }
        return Self.nonBlank(serviceLookup(name, service.profileKey, section))
    }

    private static func nonBlank(_ text: String?) -> String? {
        guard let text, text.contains(where: { !$0.isWhitespace }) else { return nil }
        return text
    }
}
