extension SettingsError {
    /// The error of a region that no source names.
    ///
    /// - Parameters:
    ///   - sources: Where it can be set.
    ///   - machine: What came of asking the machine, where it was asked.
    static func missingRegion(
        _ sources: String = "the option region, AWS_REGION or `region` of the profile",
        machine: String? = nil, cause: (any Error)? = nil
    ) -> SettingsError {
        let asked = machine.map { " The machine was asked as well: \($0)" } ?? ""
        return SettingsError(
            .missingRegion,
            "Invalid Configuration: Missing Region. The setting region is required: set it, such "
                + "as to eu-west-1, by \(sources).\(asked)", cause: cause)
    }

    /// The error of a region that could not stand in a host's name.
    static func invalidRegion(_ setting: String) -> SettingsError {
        SettingsError(
            .invalidValue,
            "Invalid region: region was not a valid DNS name. \(setting) must have 1 to 63 of "
                + "a-z, 0-9 and '-', such as eu-west-1.")
    }

    /// The error of two settings that contradict each other.
    static func conflict(_ message: String) -> SettingsError { SettingsError(.conflict, message) }

    /// The error of what a partition does not have.
    static func unsupported(_ message: String) -> SettingsError {
        SettingsError(.unsupported, message)
    }

    /// The error of an ARN that cannot be used.
    static func invalidResource(_ message: String) -> SettingsError {
        SettingsError(.invalidResource, message)
    }
}
