import DDBBase
import DDBClientCore

/// Variables and a profile, as a test writes them down.
struct SettingsFixture: Sendable {
    var variables: [String: String] = [:]
    var properties: [String: String] = [:]
    var subproperties: [String: [String: String]] = [:]
    var services: [String: [String: [String: String]]] = [:]
    var instanceRegion: (@Sendable () async throws -> String?)?
    var notice: (@Sendable (String) -> Void)?

    /// The sources that say so.
    var sources: SettingsSources {
        let fixture = self
        return SettingsSources(
            environment: ProcessEnvironment(variables),
            profile: ProfileSettings(
                name: "work", property: { fixture.properties[$0] },
                subproperty: { fixture.subproperties[$1]?[$0] },
                serviceSections: Set(services.keys),
                service: { fixture.services[$2]?[$1]?[$0] }),
            instanceRegion: instanceRegion, notice: notice)
    }

    /// Reads settings; the region is given so that it is never missing.
    func resolve(
        _ service: Service = .dynamoDB, _ overrides: SettingsOverrides = SettingsOverrides()
    ) async throws -> ClientSettings {
        var overrides = overrides
        overrides.region = overrides.region ?? "eu-west-1"
        return try await ClientSettings.resolved(
            for: service, overrides: overrides, from: sources)
    }
}
