import DDBClientCore
import DDBHTTP
import Testing

/// Which of several endpoint URLs counts.
///
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
@Suite struct EndpointSettingTests {
    /// Where a URL can stand, the one that counts first.
    enum Place: String, CaseIterable {
        case code, serviceVariable, variable, profileService, profile

        var url: String { "https://\(rawValue.lowercased()).example" }
    }

    /// What turns all places but the code off.
    enum Ignoring: CaseIterable {
        case nothing, byVariable, byProfile, variableSaysNo
    }

    @Test(arguments: [Service.dynamoDB, .dynamoDBStreams, .kinesis, .s3, .sts], Ignoring.allCases)
    func `the first of all places counts`(_ service: Service, _ ignoring: Ignoring) async throws {
        for mask in 0..<(1 << Place.allCases.count) {
            let places = Place.allCases.enumerated().filter { mask & (1 << $0.offset) != 0 }
                .map(\.element)
            var fixture = SettingsFixture()
            var overrides = SettingsOverrides()
            for place in places {
                switch place {
                case .code: overrides.endpoint = place.url
                case .serviceVariable:
                    fixture.variables["AWS_ENDPOINT_URL_" + service.variableSuffix] = place.url
                case .variable: fixture.variables["AWS_ENDPOINT_URL"] = place.url
                case .profileService:
                    fixture.properties["services"] = "mine"
                    fixture.services["mine"] = [service.profileKey: ["endpoint_url": place.url]]
                case .profile: fixture.properties["endpoint_url"] = place.url
                }
            }
            var counting = places
            switch ignoring {
            case .nothing: break
            case .byVariable: fixture.variables["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "TRUE"
            case .byProfile: fixture.properties["ignore_configured_endpoint_urls"] = "true"
            case .variableSaysNo:
                fixture.variables["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "false"
                fixture.properties["ignore_configured_endpoint_urls"] = "true"
            }
            if ignoring == .byVariable || ignoring == .byProfile {
                counting = places.filter { $0 == .code }
            }
            let settings = try await fixture.resolve(service, overrides)
            let wanted = counting.first.map(\.url).flatMap { Endpoint(parsing: $0) }
            #expect(settings.endpoint == wanted, "\(service) \(places) \(ignoring)")
        }
    }

    @Test func `the variable for all services goes before the profile's entry for one`()
        async throws
    {
        let fixture = SettingsFixture(
            variables: ["AWS_ENDPOINT_URL": "http://localhost:4566"],
            properties: ["services": "mine"],
            services: ["mine": ["dynamodb": ["endpoint_url": "http://localhost:8000"]]])
        let settings = try await fixture.resolve()
        #expect(settings.endpoint?.port == 4566)
    }

    @Test(arguments: [
        (Service.dynamoDB, "AWS_ENDPOINT_URL_DYNAMODB", "dynamodb"),
        (.dynamoDBStreams, "AWS_ENDPOINT_URL_DYNAMODB_STREAMS", "dynamodb_streams"),
        (.kinesis, "AWS_ENDPOINT_URL_KINESIS", "kinesis"),
        (.s3, "AWS_ENDPOINT_URL_S3", "s3"), (.sts, "AWS_ENDPOINT_URL_STS", "sts"),
    ]) func `every service has its own variable and key`(
        service: Service, variable: String, key: String
    ) async throws {
        let url = "http://localhost:8000/x"
        let byVariable = SettingsFixture(variables: [variable: url])
        #expect(try await byVariable.resolve(service).endpoint?.description == url)
        let byKey = SettingsFixture(
            properties: ["services": "s"], services: ["s": [key: ["endpoint_url": url]]])
        #expect(try await byKey.resolve(service).endpoint?.description == url)
        let other: Service = service == .s3 ? .sts : .s3
        #expect(try await byVariable.resolve(other).endpoint == nil)
        #expect(try await byKey.resolve(other).endpoint == nil)
    }

    @Test func `a blank URL counts as none`() async throws {
        let fixture = SettingsFixture(
            variables: ["AWS_ENDPOINT_URL_DYNAMODB": "", "AWS_ENDPOINT_URL": " "],
            properties: ["endpoint_url": " https://own.example "])
        #expect(try await fixture.resolve().endpoint?.host == "own.example")
    }

    @Test func `a section that is not there is an error, where it is needed`() async throws {
        var fixture = SettingsFixture(properties: ["services": "mine"], services: ["other": [:]])
        let error = await #expect(throws: SettingsError.self) { try await fixture.resolve() }
        #expect(error?.code == .unknownSection)
        #expect(error?.message.contains("'work' is 'mine'") == true)
        fixture.variables["AWS_ENDPOINT_URL"] = "https://own.example"
        #expect(try await fixture.resolve().endpoint?.host == "own.example")
    }

    @Test(arguments: [
        "localhost:8000", "ftp://own.example", "https://", "https://user:hunter2@own.example",
        "https://own.example?key=hunter2", "https://own.example#hunter2", "https://own .example",
        "https://own.example:0", "https://own.example:x", "//own.example", "https://ö.example",
    ]) func `a bad URL is refused without being shown`(url: String) async throws {
        for (fixture, overrides, place) in [
            (
                SettingsFixture(variables: ["AWS_ENDPOINT_URL": url]), SettingsOverrides(),
                "AWS_ENDPOINT_URL is"
            ),
            (
                SettingsFixture(variables: ["AWS_ENDPOINT_URL_DYNAMODB": url]), SettingsOverrides(),
                "AWS_ENDPOINT_URL_DYNAMODB is"
            ),
            (
                SettingsFixture(properties: ["endpoint_url": url]), SettingsOverrides(),
                "`endpoint_url` of the profile 'work' is"
            ),
            (
                SettingsFixture(
                    properties: ["services": "s"],
                    services: ["s": ["dynamodb": ["endpoint_url": url]]]), SettingsOverrides(),
                "`endpoint_url` of the profile 'work' for the service dynamodb is"
            ),
            (SettingsFixture(), SettingsOverrides(endpoint: url), "The option endpoint is"),
        ] {
            let error = await #expect(throws: SettingsError.self) {
                try await fixture.resolve(.dynamoDB, overrides)
            }
            #expect(error?.code == .invalidValue)
            #expect(error?.message.hasPrefix(place) == true, "\(error?.message ?? "")")
            #expect(error?.message.contains("hunter2") == false)
            #expect(error?.message.contains("http://host or https://host") == true)
        }
    }

    @Test(arguments: [
        ("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"),
        ("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint"),
    ]) func `a switch among AWS's servers and a server contradict each other`(
        variable: String, property: String
    ) async throws {
        let both = SettingsFixture(
            variables: [variable: "true"], properties: ["endpoint_url": "https://own.example"])
        let error = await #expect(throws: SettingsError.self) { try await both.resolve() }
        #expect(error?.code == .conflict)
        #expect(error?.message.hasPrefix("\(variable) is true and `endpoint_url` of") == true)
        let off = SettingsFixture(
            variables: [variable: "false", "AWS_ENDPOINT_URL": "https://own.example"],
            properties: [property: "true"])
        #expect(try await off.resolve().endpoint?.host == "own.example")
    }
}
