import DDBBase

/// Finds the settings of one service in their sources.
struct SettingsReader {
    let service: Service
    let sources: SettingsSources

    /// A switch and what set it.
    struct Flag {
        var isOn: Bool
        var place: String
    }

    /// Finds a setting in the environment, else in the profile.
    func find(_ variable: String, _ property: String) -> FoundSetting? {
        if let text = sources.environment.nonBlank(variable) {
            return FoundSetting(text, in: variable)
        }
        guard let text = sources.profile.property(property) else { return nil }
        return FoundSetting(text, in: place(property))
    }

    func flag(
        _ given: Bool?, _ variable: String, _ property: String
    ) throws(SettingsError) -> Flag {
        if let given { return Flag(isOn: given, place: "The option \(property)") }
        guard let found = find(variable, property) else {
            return Flag(isOn: false, place: variable)
        }
        return Flag(isOn: try found.bool(), place: found.place)
    }

    func choice<Choice: CaseIterable & RawRepresentable>(
        _ given: Choice?, _ variable: String, _ property: String
    ) throws(SettingsError) -> Choice? where Choice.RawValue == String {
        if let given { return given }
        return try find(variable, property)?.choice()
    }

    /// The URL of a custom endpoint, where there is one.
    func endpoint(_ given: String?) throws(SettingsError) -> FoundSetting? {
        if let given { return FoundSetting(given, in: "The option endpoint") }
        let ignores = try flag(
            nil, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls")
        if ignores.isOn { return nil }
        let property = "endpoint_url"
        for variable in ["AWS_ENDPOINT_URL_" + service.variableSuffix, "AWS_ENDPOINT_URL"] {
            if let text = sources.environment.nonBlank(variable) {
                return FoundSetting(text, in: variable)
            }
        }
        if let text = try sources.profile.setting(property, of: service) {
            return FoundSetting(
                text, in: "\(place(property)) for the service \(service.profileKey)")
        }
        return sources.profile.property(property).map { FoundSetting($0, in: place(property)) }
    }

    /// How to try again; the old rules of other SDKs, each its own, are read as the common ones.
    func retryMode(_ given: RetryMode?) throws(SettingsError) -> RetryMode {
        if let given { return given }
        guard let found = find("AWS_RETRY_MODE", "retry_mode") else { return .standard }
        if found.text.lowercased() == "legacy" {
            sources.notice?(
                "\(found.place) is 'legacy'; calls are tried again as 'standard' says.")
            return .standard
        }
        guard let mode = RetryMode(rawValue: found.text.lowercased()) else {
            throw found.refusal("standard, adaptive or legacy")
        }
        return mode
    }

    func attemptsMax(_ given: Int?) throws(SettingsError) -> Int? {
        let range = 1...ClientSettings.attemptsMaxLimit
        if let given {
            return try FoundSetting(String(given), in: "The option max_attempts").integer(range)
        }
        return try find("AWS_MAX_ATTEMPTS", "max_attempts")?.integer(range)
    }

    func s3(_ overrides: SettingsOverrides) throws(SettingsError) -> S3Settings {
        var settings = S3Settings()
        if let addressing = overrides.addressing {
            settings.addressing = addressing
        } else if let text = sources.profile.subproperty("addressing_style", of: "s3") {
            settings.addressing = try FoundSetting(text, in: place("addressing_style", of: "s3"))
                .choice()
        }
        settings.requestChecksums =
            try choice(
                overrides.requestChecksums, "AWS_REQUEST_CHECKSUM_CALCULATION",
                "request_checksum_calculation") ?? settings.requestChecksums
        settings.responseChecksums =
            try choice(
                overrides.responseChecksums, "AWS_RESPONSE_CHECKSUM_VALIDATION",
                "response_checksum_validation") ?? settings.responseChecksums
        return settings
    }

    /// The region: given, of a variable, of the profile, or of the machine.
    func region(_ given: String?) async throws -> String {
        if let given { return try FoundSetting(given, in: "The option region").region() }
        for variable in ["AWS_REGION", "AWS_DEFAULT_REGION"] {
            if let text = sources.environment.nonBlank(variable) {
                return try FoundSetting(text, in: variable).region()
            }
        }
        if let text = sources.profile.property("region") {
            return try FoundSetting(text, in: place("region")).region()
        }
        let names =
            "the option region, AWS_REGION, AWS_DEFAULT_REGION or `region` of the profile "
            + "'\(sources.profile.name)'"
        guard let instanceRegion = sources.instanceRegion else {
            throw SettingsError.missingRegion(names)
        }
        let region: String?
        do {
            region = try await instanceRegion()
        } catch let error as CancellationError {
            throw error
        } catch {
            throw SettingsError.missingRegion(names, machine: "\(error)", cause: error)
        }
        guard let region else {
            throw SettingsError.missingRegion(names, machine: "it has none.")
        }
        return try FoundSetting(region, in: "The region that the machine names").region()
    }

    private func place(_ property: String, of parent: String? = nil) -> String {
        let path = parent.map { $0 + "." + property } ?? property
        return "`\(path)` of the profile '\(sources.profile.name)'"
    }
}
