import DDBClientCore
import Testing

@Suite struct RegionSettingTests {
    struct Unreachable: Error, CustomStringConvertible {
        var description: String { "169.254.169.254 does not answer." }
    }

    private func region(
        _ fixture: SettingsFixture, code: String? = nil
    ) async throws -> String {
        try await ClientSettings.resolved(
            for: .dynamoDB, overrides: SettingsOverrides(region: code), from: try fixture.sources()
        ).region
    }

    @Test func `the first of code, two variables, the profile and the machine counts`() async throws
    {
        let names = ["code", "first", "second", "profile", "machine"]
        for mask in 1..<(1 << names.count) {
            let places = names.enumerated().filter { mask & (1 << $0.offset) != 0 }.map(\.element)
            var fixture = SettingsFixture()
            if places.contains("first") { fixture.variables["AWS_REGION"] = "first" }
            if places.contains("second") { fixture.variables["AWS_DEFAULT_REGION"] = "second" }
            if places.contains("profile") { fixture.properties["region"] = "profile" }
            if places.contains("machine") { fixture.instanceRegion = { "machine" } }
            let code = places.contains("code") ? "code" : nil
            #expect(try await region(fixture, code: code) == places.first, "\(places)")
        }
    }

    @Test func `the machine is asked only where nothing else says the region`() async throws {
        let fixture = SettingsFixture(
            variables: ["AWS_REGION": "eu-west-1"],
            instanceRegion: {
                Issue.record("asked")
                return nil
            })
        #expect(try await region(fixture) == "eu-west-1")
    }

    @Test func `blank regions count as none, and space around one is left out`() async throws {
        let fixture = SettingsFixture(
            variables: ["AWS_REGION": "", "AWS_DEFAULT_REGION": " "],
            properties: ["region": " eu-west-1\t"])
        #expect(try await region(fixture) == "eu-west-1")
    }

    @Test func `a missing region names the setting and every place`() async throws {
        let error = await #expect(throws: SettingsError.self) {
            try await region(SettingsFixture())
        }
        #expect(error?.code == .missingRegion && error?.cause == nil)
        for text in [
            "setting region is required", "the option region", "AWS_REGION", "AWS_DEFAULT_REGION",
            "`region` of the profile 'work'",
        ] {
            #expect(error?.message.contains(text) == true, "\(text)")
        }
    }

    @Test func `what the machine said is in the error`() async throws {
        let silent = SettingsFixture(instanceRegion: { throw Unreachable() })
        let failed = await #expect(throws: SettingsError.self) { try await region(silent) }
        #expect(failed?.code == .missingRegion && failed?.cause is Unreachable)
        #expect(failed?.message.contains("169.254.169.254 does not answer.") == true)
        let without = SettingsFixture(instanceRegion: { nil })
        let error = await #expect(throws: SettingsError.self) { try await region(without) }
        #expect(error?.message.hasSuffix("The machine was asked as well: it has none.") == true)
    }

    @Test func `a cancelled question stays cancelled`() async {
        let fixture = SettingsFixture(instanceRegion: { throw CancellationError() })
        await #expect(throws: CancellationError.self) { try await region(fixture) }
    }

    @Test(arguments: [
        "EU-WEST-1", "eu_west_1", "eu west 1", "eu-west-1.evil.example", "eu-west-1/", "-eu", "eu-",
        "ü", String(repeating: "a", count: 64),
    ]) func `a bad region is refused wherever it stands`(text: String) async {
        for (fixture, code, place) in [
            (SettingsFixture(), text, "The option region"),
            (SettingsFixture(variables: ["AWS_REGION": text]), nil, "AWS_REGION"),
            (SettingsFixture(variables: ["AWS_DEFAULT_REGION": text]), nil, "AWS_DEFAULT_REGION"),
            (
                SettingsFixture(properties: ["region": text]), nil,
                "`region` of the profile 'work'"
            ),
            (SettingsFixture(instanceRegion: { text }), nil, "The region that the machine names"),
        ] as [(SettingsFixture, String?, String)] {
            let error = await #expect(throws: SettingsError.self) {
                try await region(fixture, code: code)
            }
            #expect(error?.code == .invalidValue)
            #expect(error?.message.contains("\(place) must have 1 to 63 of a-z") == true)
        }
    }

    @Test(arguments: ["fips-us-east-1", "us-east-1-fips"])
    func `an old name of an endpoint is no region`(text: String) async {
        let fixture = SettingsFixture(variables: ["AWS_REGION": text])
        let error = await #expect(throws: SettingsError.self) { try await region(fixture) }
        #expect(error?.message.contains("set it to 'us-east-1', and use_fips_endpoint") == true)
    }

    @Test func `the region of a local server is one`() async throws {
        #expect(try await region(SettingsFixture(), code: "local") == "local")
    }
}
