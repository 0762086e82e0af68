import DDBBase
import DDBHTTP

/// Where the services of a login are: the portal that gives keys and the one that renews tokens.
struct LoginEndpoints {
    let portal: Endpoint
    let tokens: Endpoint

    /// Finds the endpoints: those that variables and the profile name, else those of the region.
    ///
    /// - Throws: ``CredentialsError``: `invalidProfile`, `invalidSetting`.
    init(
        region: String, profile: SharedSection, shared: SharedConfiguration,
        environment: ProcessEnvironment
    ) throws(CredentialsError) {
        let finder = Finder(profile: profile, shared: shared, environment: environment)
        portal = try finder.endpoint("sso", host: "portal.sso", region: region)
        tokens = try finder.endpoint("sso_oidc", host: "oidc", region: region)
    }
}

private struct Finder {
    let profile: SharedSection
    let shared: SharedConfiguration
    let environment: ProcessEnvironment

    func endpoint(
        _ service: String, host: String, region: String
    ) throws(CredentialsError) -> Endpoint {
        if let (text, setting) = configured(service) {
            guard let endpoint = Endpoint(parsing: text) else {
                throw CredentialsError(
                    .invalidSetting,
                    "\(setting) is no URL of the form http[s]://host[:port][/path].")
            }
            return endpoint
        }
        let isFIPS = isTrue("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint")
        let isDualStack = isTrue("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint")
        // Every endpoint of GovCloud is one of FIPS, under the plain name.
        let isMarked = isFIPS && (isDualStack || !region.hasPrefix("us-gov-"))
        let name =
            host + (isMarked ? "-fips." : ".") + region + "."
            + Self.suffix(of: region, isDualStack: isDualStack)
        guard SharedFileLine.isPropertyName(region), let endpoint = Endpoint(.https, host: name)
        else {
            throw CredentialsError(
                .invalidProfile, "The profile '\(profile.name)' has an sso_region that is none.")
        }
        return endpoint
    }

    /// The URL that a setting names, and the setting.
    private func configured(_ service: String) -> (String, setting: String)? {
        guard !isTrue("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls")
        else { return nil }
        let general = "AWS_ENDPOINT_URL"
        for variable in [general + "_" + service.uppercased(), general] {
            if let text = environment.nonBlank(variable) { return (text, variable) }
        }
        if let text = shared.serviceSetting("endpoint_url", of: service, profile: profile) {
            return (text, "The endpoint_url of \(service) in the shared configuration")
        }
        return profile.nonEmpty("endpoint_url").map {
            ($0, "The endpoint_url of the profile '\(profile.name)'")
        }
    }

    private func isTrue(_ variable: String, _ property: String) -> Bool {
        (environment.nonBlank(variable) ?? profile.nonEmpty(property))?.lowercased() == "true"
    }

    /// The domain of the partition that a region belongs to.
    private static func suffix(of region: String, isDualStack: Bool) -> String {
        let partitions = [
            ("cn-", "amazonaws.com.cn", "api.amazonwebservices.com.cn"),
            ("us-isob-", "sc2s.sgov.gov", "api.aws.scloud"),
            ("us-isof-", "csp.hci.ic.gov", "api.aws.hci.ic.gov"),
            ("eu-isoe-", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"),
            ("us-iso-", "c2s.ic.gov", "api.aws.ic.gov"),
            ("eusc-", "amazonaws.eu", "api.amazonwebservices.eu"),
        ]
        let (_, plain, dual) =
            partitions.first { region.hasPrefix($0.0) } ?? ("", "amazonaws.com", "api.aws")
        return isDualStack ? dual : plain
    }
}
