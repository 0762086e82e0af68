import DDBClientCore
import DDBHTTP
import Synchronization
import Testing

@Suite struct ClientSettingsTests {
    @Test func `without any source the defaults count`() async throws {
        let settings = try await SettingsFixture().resolve()
        #expect(settings == ClientSettings(region: "eu-west-1"))
        #expect(settings.accountIDEndpointMode == .preferred && settings.retry.mode == .standard)
        #expect(settings.retry.attemptsMax == nil && settings.caBundle == nil)
        #expect(settings.s3 == S3Settings(addressing: .auto))
    }

    /// A setting, two values of it, and how each reads.
    struct Setting: Sendable, CustomTestStringConvertible {
        var variable: String?
        var property: String
        var values: (first: String, second: String)
        var read: @Sendable (ClientSettings) -> String
        var override: @Sendable (inout SettingsOverrides) -> Void
        var overridden: String
        var testDescription: String { property }
    }

    static let settings = [
        Setting(
            variable: "AWS_USE_FIPS_ENDPOINT", property: "use_fips_endpoint",
            values: ("true", "false"), read: { "\($0.usesFIPS)" },
            override: { $0.usesFIPS = true }, overridden: "true"),
        Setting(
            variable: "AWS_USE_DUALSTACK_ENDPOINT", property: "use_dualstack_endpoint",
            values: ("true", "false"), read: { "\($0.usesDualStack)" },
            override: { $0.usesDualStack = true }, overridden: "true"),
        Setting(
            variable: "AWS_ACCOUNT_ID_ENDPOINT_MODE", property: "account_id_endpoint_mode",
            values: ("required", "disabled"), read: { $0.accountIDEndpointMode.rawValue },
            override: { $0.accountIDEndpointMode = .preferred }, overridden: "preferred"),
        Setting(
            variable: "AWS_RETRY_MODE", property: "retry_mode", values: ("adaptive", "standard"),
            read: { $0.retry.mode.rawValue }, override: { $0.retryMode = .adaptive },
            overridden: "adaptive"),
        Setting(
            variable: "AWS_MAX_ATTEMPTS", property: "max_attempts", values: ("1", "1000"),
            read: { "\($0.retry.attemptsMax ?? 0)" }, override: { $0.attemptsMax = 7 },
            overridden: "7"),
        Setting(
            variable: "AWS_CA_BUNDLE", property: "ca_bundle", values: ("/a/x.pem", "/b/y.pem"),
            read: { $0.caBundle ?? "" }, override: { $0.caBundle = "/c" }, overridden: "/c"),
        Setting(
            variable: "AWS_REQUEST_CHECKSUM_CALCULATION",
            property: "request_checksum_calculation",
            values: ("when_required", "when_supported"),
            read: { $0.s3.requestChecksums.rawValue },
            override: { $0.requestChecksums = .whenRequired }, overridden: "when_required"),
        Setting(
            variable: "AWS_RESPONSE_CHECKSUM_VALIDATION",
            property: "response_checksum_validation",
            values: ("when_required", "when_supported"),
            read: { $0.s3.responseChecksums.rawValue },
            override: { $0.responseChecksums = .whenRequired }, overridden: "when_required"),
        Setting(
            variable: nil, property: "addressing_style", values: ("path", "virtual"),
            read: { $0.s3.addressing.rawValue }, override: { $0.addressing = .auto },
            overridden: "auto"),
    ]

    private func fixture(_ setting: Setting, variable: String?, property: String?)
        -> SettingsFixture
    {
        var fixture = SettingsFixture()
        if let name = setting.variable { fixture.variables[name] = variable }
        if setting.variable == nil {
            fixture.subproperties["s3"] = property.map { [setting.property: $0] }
        } else {
            fixture.properties[setting.property] = property
        }
        return fixture
    }

    @Test(arguments: settings)
    func `code goes before a variable, and a variable before the profile`(
        _ setting: Setting
    ) async throws {
        let (first, second) = setting.values
        for (variable, property, wanted) in [
            (nil, first, first), (nil, second, second), (nil, " \(second) ", second),
            (nil, first.uppercased(), setting.property == "ca_bundle" ? first.uppercased() : first),
        ]
            + (setting.variable == nil
                ? []
                : [
                    (first, nil, first), (second, first, second), (first, second, first),
                    ("", second, second), (" ", first, first),
                ]) as [(String?, String?, String)]
        {
            let fixture = fixture(setting, variable: variable, property: property)
            #expect(setting.read(try await fixture.resolve()) == wanted)
            var overrides = SettingsOverrides()
            setting.override(&overrides)
            let settings = try await fixture.resolve(.dynamoDB, overrides)
            #expect(setting.read(settings) == setting.overridden)
        }
    }

    static let bad: [(variable: String, property: String, values: [String], allowed: String)] = [
        ("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint", ["yes", "1", "tru"], "true or false"),
        ("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint", ["on"], "true or false"),
        (
            "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls", ["no"],
            "true or false"
        ),
        (
            "AWS_ACCOUNT_ID_ENDPOINT_MODE", "account_id_endpoint_mode", ["prefered"],
            "preferred, disabled or required"
        ),
        ("AWS_RETRY_MODE", "retry_mode", ["fast"], "standard, adaptive or legacy"),
        (
            "AWS_MAX_ATTEMPTS", "max_attempts",
            ["0", "-1", "+3", "3.0", "x", "1001", "99999999999999999999", "٣"],
            "a whole number from 1 to 1000"
        ),
        (
            "AWS_REQUEST_CHECKSUM_CALCULATION", "request_checksum_calculation", ["whenSupported"],
            "when_supported or when_required"
        ),
        (
            "AWS_RESPONSE_CHECKSUM_VALIDATION", "response_checksum_validation", ["never"],
            "when_supported or when_required"
        ),
    ]

    @Test(arguments: bad.indices)
    func `a bad value is refused with its place and what it may be`(index: Int) async throws {
        let (variable, property, values, allowed) = Self.bad[index]
        for value in values {
            for (fixture, place) in [
                (SettingsFixture(variables: [variable: value]), variable),
                (
                    SettingsFixture(properties: [property: value]),
                    "`\(property)` of the profile 'work'"
                ),
            ] {
                let error = await #expect(throws: SettingsError.self) {
                    try await fixture.resolve()
                }
                #expect(error?.code == .invalidValue && error?.disposition == .reconfigure)
                let message = error?.message ?? ""
                #expect(message.hasPrefix("\(place) is '"), "\(message)")
                #expect(message.hasSuffix("'; it must be \(allowed)."), "\(message)")
            }
        }
    }

    @Test func `a bad style of addressing names the property below s3`() async throws {
        let fixture = SettingsFixture(subproperties: ["s3": ["addressing_style": "dns"]])
        let error = await #expect(throws: SettingsError.self) { try await fixture.resolve(.s3) }
        let text =
            "`s3.addressing_style` of the profile 'work' is 'dns'; "
            + "it must be auto, virtual or path."
        #expect(error?.message == text)
    }

    @Test func `a long or strange value is cut and made visible`() async throws {
        let value = "\u{1B}[31m\n" + String(repeating: "z", count: 100)
        let fixture = SettingsFixture(variables: ["AWS_RETRY_MODE": value])
        let error = await #expect(throws: SettingsError.self) { try await fixture.resolve() }
        let message = error?.message ?? ""
        #expect(message.hasPrefix(#"AWS_RETRY_MODE is '\u{1B}[31m\nzzz"#), "\(message)")
        #expect(message.contains("...'") && message.utf8.count < 160)
    }

    @Test(arguments: [0, -1, 1001])
    func `an option of code is checked as well`(count: Int) async throws {
        let error = await #expect(throws: SettingsError.self) {
            try await SettingsFixture().resolve(.dynamoDB, SettingsOverrides(attemptsMax: count))
        }
        #expect(error?.message.hasPrefix("The option max_attempts is '\(count)'") == true)
    }

    @Test func `the old rules of other programs are read as the common ones, and it is said`()
        async throws
    {
        let notices = Mutex<[String]>([])
        let fixture = SettingsFixture(
            variables: ["AWS_RETRY_MODE": "Legacy", "AWS_MAX_ATTEMPTS": "5"],
            notice: { text in notices.withLock { $0.append(text) } })
        let settings = try await fixture.resolve()
        #expect(settings.retry == RetrySettings(mode: .standard, attemptsMax: 5))
        #expect(
            notices.withLock { $0 } == [
                "AWS_RETRY_MODE is 'legacy'; calls are tried again as 'standard' says."
            ])
    }

    @Test func `timeouts are taken as given`() async throws {
        let timeouts = TransportTimeouts(connect: .seconds(3), total: .seconds(9))
        let settings = try await SettingsFixture().resolve(
            .s3, SettingsOverrides(timeouts: timeouts))
        #expect(settings.timeouts == timeouts)
    }

    @Test(
        arguments: [
            (S3Settings.AddressingStyle.auto, nil, "https://orders.s3.eu-west-1.amazonaws.com"),
            (.auto, "http://s3.example:9000", "http://s3.example:9000/orders"),
            (.virtual, "http://s3.example:9000", "http://orders.s3.example:9000"),
            (.virtual, nil, "https://orders.s3.eu-west-1.amazonaws.com"),
            (.path, nil, "https://s3.eu-west-1.amazonaws.com/orders"),
            (.path, "http://s3.example:9000", "http://s3.example:9000/orders"),
        ] as [(S3Settings.AddressingStyle, String?, String)])
    func `the style of addressing places the bucket`(
        style: S3Settings.AddressingStyle, endpoint: String?, wanted: String
    ) throws {
        let settings = ClientSettings(
            region: "eu-west-1", endpoint: endpoint.flatMap { Endpoint(parsing: $0) },
            s3: S3Settings(addressing: style))
        let parameters = settings.endpointParameters(
            operation: "GetObject", target: CallTarget(bucket: "orders"))
        let resolved = try EndpointResolver().resolve(.s3, parameters)
        #expect(resolved.endpoint.description == wanted)
    }

    @Test func `all that settings say goes into the parameters of an endpoint`() {
        let settings = ClientSettings(
            region: "eu-west-1", usesFIPS: true, usesDualStack: true,
            accountIDEndpointMode: .required)
        let parameters = settings.endpointParameters(
            operation: "Scan", target: CallTarget(resourceARN: "orders"), accountID: "1")
        #expect(
            parameters
                == EndpointParameters(
                    region: "eu-west-1", usesFIPS: true, usesDualStack: true,
                    accountIDEndpointMode: .required, accountID: "1", operation: "Scan",
                    resourceARN: "orders"))
    }
}
