import DDBBase
import DDBHTTP

extension ClientSettings {
    /// Reads the settings of a service's client: from code, else the environment, else the
    /// profile; the region from the machine at last.
    ///
    /// ```swift
    /// let settings = try await ClientSettings.resolved(
    ///     for: .dynamoDB, overrides: SettingsOverrides(region: "eu-west-1"),
    ///     from: SettingsSources())
    /// ```
    ///
    /// The endpoint of a service is taken from `AWS_ENDPOINT_URL_<SERVICE>`, `AWS_ENDPOINT_URL`,
    /// the profile's `services` section and its `endpoint_url`, in this order: the variable for
    /// all services goes before the profile's entry for one. Blank values count as none.
    ///
    /// - Throws: ``SettingsError``, naming the variable or property and what it may be;
    ///   `CancellationError`.
    ///
    /// https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html
    public static func resolved(
        for service: Service, overrides: SettingsOverrides = SettingsOverrides(),
        from sources: SettingsSources
    ) async throws -> ClientSettings {
        let reader = SettingsReader(service: service, sources: sources)
        let endpoint = try reader.endpoint(overrides.endpoint)
        let fips = try reader.flag(
            overrides.usesFIPS, "AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint")
        let dualStack = try reader.flag(
            overrides.usesDualStack, "AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint")
        for flag in [fips, dualStack] where flag.isOn {
            guard let endpoint else { continue }
            throw SettingsError.conflict(
                "\(flag.place) is true and \(endpoint.place) names a server: the switch chooses "
                    + "among AWS's own servers. Leave out one of them.")
        }
        let server = try endpoint?.endpoint()
        let mode = try reader.choice(
            overrides.accountIDEndpointMode, "AWS_ACCOUNT_ID_ENDPOINT_MODE",
            "account_id_endpoint_mode")
        let retry = RetrySettings(
            mode: try reader.retryMode(overrides.retryMode),
            attemptsMax: try reader.attemptsMax(overrides.attemptsMax))
        let caBundle = overrides.caBundle ?? reader.find("AWS_CA_BUNDLE", "ca_bundle")?.text
        let s3 = try reader.s3(overrides)
        // At last, for it may ask the machine, and a wrong value needs no such question.
        let region = try await reader.region(overrides.region)
        return ClientSettings(
            region: region, endpoint: server, usesFIPS: fips.isOn, usesDualStack: dualStack.isOn,
            accountIDEndpointMode: mode ?? .preferred, retry: retry,
            timeouts: overrides.timeouts, caBundle: caBundle, s3: s3)
    }
}
