public import DDBCredentials

extension SettingsSources {
    /// Reads the shared files where the environment says they are, and has the metadata service
    /// of the machine asked for the region where nothing else says it.
    ///
    /// Components are those of the credentials, so that both see the same files and variables.
    ///
    /// - Parameter profile: The profile; nil for that of `AWS_PROFILE`, else `default`.
    /// - Throws: ``SettingsError``, `CredentialsError` where a file cannot be read.
    public static func load(
        profile: String? = nil, components: CredentialsComponents
    ) async throws -> SettingsSources {
        let environment = components.environment
        let shared = try await SharedConfiguration.load(
            SharedFileLocations(environment: environment), files: components.files)
        let settings = try ProfileSettings(shared, profile: profile, environment: environment)
        var sources = SettingsSources(
            environment: environment, profile: settings, notice: components.notice)
        guard !InstanceMetadata.isDisabled(environment) else { return sources }
        let metadata = InstanceMetadata(
            try InstanceMetadataSettings(
                environment: environment, profile: shared.profile(named: settings.name)),
            transport: components.transport, time: components.time, random: components.random)
        sources.instanceRegion = { try await metadata.region() }
        return sources
    }
}
