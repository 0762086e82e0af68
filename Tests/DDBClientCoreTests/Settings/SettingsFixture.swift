import DDBBase
import DDBClientCore
import DDBCredentials

/// Variables and a profile, as a test writes them down.
struct SettingsFixture: Sendable {
    var variables: [String: String] = [:]
    var properties: [String: String] = [:]
    var subproperties: [String: [String: String]] = [:]
    var services: [String: [String: [String: String]]] = [:]
    var instanceRegion: (@Sendable () async throws -> String?)?
    var notice: (@Sendable (String) -> Void)?

    /// The configuration file that says so.
    var file: String {
        var lines = ["[profile work]"] + properties.map { "\($0) = \($1)" } + below(subproperties)
        for (name, section) in services {
            lines += ["[services \(name)]"] + below(section)
        }
        return lines.joined(separator: "\n")
    }

    /// The sources that say so.
    func sources() throws -> SettingsSources {
        let environment = ProcessEnvironment(variables)
        return SettingsSources(
            environment: environment,
            profile: try ProfileSettings(
                SharedConfiguration(config: file), profile: "work", environment: environment),
            instanceRegion: instanceRegion, notice: notice)
    }

    /// Reads settings; the region is given so that it is never missing.
    func resolve(
        _ service: Service = .dynamoDB, _ overrides: SettingsOverrides = SettingsOverrides()
    ) async throws -> ClientSettings {
        var overrides = overrides
        overrides.region = overrides.region ?? "eu-west-1"
        return try await ClientSettings.resolved(
            for: service, overrides: overrides, from: try sources())
    }

    private func below(_ properties: [String: [String: String]]) -> [String] {
        properties.flatMap { name, values in ["\(name) ="] + values.map { "  \($0) = \($1)" } }
    }
}
