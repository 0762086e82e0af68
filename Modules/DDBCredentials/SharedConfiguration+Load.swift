public import DDBBase

extension SharedConfiguration {
    /// Reads the files where the environment says they are; one that is not there is empty.
    ///
    /// - Throws: ``CredentialsError``: `invalidFile`, `unreadable`, `limitExceeded`.
    public static func load(environment: ProcessEnvironment) async throws -> SharedConfiguration {
        try await load(
            SharedFileLocations(environment: environment), files: CredentialFiles())
    }

    /// Reads files; one that is not there is empty.
    ///
    /// - Throws: ``CredentialsError``: `invalidFile`, `unreadable`, `limitExceeded`.
    public static func load(
        _ locations: SharedFileLocations
    ) async throws -> SharedConfiguration {
        try await load(locations, files: CredentialFiles())
    }

    package static func load(
        _ locations: SharedFileLocations, files: CredentialFiles
    ) async throws -> SharedConfiguration {
        let config = try await text(locations.config, files)
        let credentials = try await text(locations.credentials, files)
        return try SharedConfiguration(
            config: config, credentials: credentials, locations: locations)
    }

    private static func text(_ path: String?, _ files: CredentialFiles) async throws -> String {
        guard let path else { return "" }
        return try await files.text(path, limit: fileBytesMax) ?? ""
    }
}
