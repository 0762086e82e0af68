import DDBBase
import DDBClientCore
import DDBClientOptions
import DDBConfiguration
import DDBCredentials
import DDBLocal
import DDBPipeline
import DDBSTS
import DDBTestSupport
import Testing

/// Whose keys the sink signs with, of an endpoint that knows one key alone; the environment has
/// another.
@Suite struct SinkCredentialsTests {
    private static func with(
        _ body: @Sendable (WrittenTable) async throws -> Void
    ) async throws {
        var settings = LocalSettings()
        settings.commonSecret = nil
        settings.keys = [AccessKey(id: "AKIDOPTIONS", secret: Secret("theirs"))]
        try await LocalServer.with(settings) { server in
            try await body(try await WrittenTable(server))
        }
    }

    private static let created: [(String, ConfigurationNode)] = [
        ("create", "true"), ("key", ["id"]), ("attempts-max", "1"),
    ]

    static let spellings: [[(String, ConfigurationNode)]] = [
        [("awsAccessKeyId", "AKIDOPTIONS"), ("awsSecretAccessKey", "theirs")],
        [
            ("aws.credentials.basic.accesskeyid", "AKIDOPTIONS"),
            ("aws.credentials.basic.secretkey", "theirs"),
        ],
        [
            ("aws.credentials.provider", "AUTO"),
            ("aws.credentials.basic.accesskeyid", "AKIDOPTIONS"),
            ("aws.credentials.basic.secretkey", "theirs"),
        ],
        [
            (
                "aws",
                ["credentials": ["basic": ["accesskeyid": "AKIDOPTIONS", "secretkey": "theirs"]]]
            )
        ],
        [
            ("dynamodb_aws_access_key_id", "AKIDOPTIONS"),
            ("dynamodb_aws_secret_access_key", "theirs"),
        ],
    ]

    @Test(arguments: spellings.indices)
    func `keys among the options go before those of the environment`(index: Int) async throws {
        try await Self.with { table in
            let report = try await table.write(
                [#"{"Item":{"id":{"S":"a"}}}"#], Self.created + Self.spellings[index])
            #expect(report.counts.rowsWritten == 1)
        }
    }

    @Test func `without them the keys of the environment are used`() async throws {
        try await Self.with { table in
            let error = await #expect(throws: (any Error).self) {
                try await table.write([#"{"Item":{"id":{"S":"a"}}}"#], Self.created)
            }
            #expect("\(error as Any)".contains("UnrecognizedClient"), "\(error as Any)")
        }
    }

    @Test func `half a pair of keys names the other half`() async throws {
        try await Self.with { table in
            for (name, other) in [
                ("awsAccessKeyId", "awsSecretAccessKey"), ("awsSecretAccessKey", "awsAccessKeyId"),
                ("aws.credentials.basic.secretkey", "aws.credentials.basic.accesskeyid"),
            ] {
                let error = #expect(throws: CredentialsError.self) {
                    try table.sink([(name, "x")])
                }
                #expect(error?.message.contains("\(other) is not") == true, "\(error as Any)")
            }
        }
    }

    static let sources: [[(String, ConfigurationNode)]] = [
        [],
        [("aws.credentials.role.provider", "AUTO")],
        [
            ("aws.credentials.role.provider.basic.accesskeyid", "AKIDOPTIONS"),
            ("aws.credentials.role.provider.basic.secretkey", "theirs"),
        ],
        [
            ("aws.credentials.role.provider", "PROFILE"),
            ("aws.credentials.role.provider.profile.name", "mine"),
        ],
    ]

    @Test(arguments: sources.indices)
    func `a role is taken with the keys below it, or with those that are found`(
        index: Int
    ) async throws {
        let source = Self.sources[index]
        try await Self.with { table in
            try table.scratch.write(
                "keys",
                Array(
                    "[mine]\naws_access_key_id = AKIDOPTIONS\naws_secret_access_key = theirs".utf8)
            )
            let entries: [(String, ConfigurationNode)] = [
                ("aws.credentials.provider", "ASSUME_ROLE"),
                ("aws.credentials.role.arn", "arn:aws:iam::000000000000:role/writer"),
                ("region", "us-east-1"),
            ]
            let environment = ProcessEnvironment([
                "AWS_ACCESS_KEY_ID": source.count == 2 ? "AKIDOTHER" : "AKIDOPTIONS",
                "AWS_SECRET_ACCESS_KEY": source.count == 2 ? "other" : "theirs",
                "AWS_SHARED_CREDENTIALS_FILE": table.scratch.path + "/keys",
                "AWS_CONFIG_FILE": "/nonexistent/config",
                "AWS_ENDPOINT_URL_STS": table.server.endpoint,
            ])
            let options = try Options(
                ConfigurationNode(
                    .map((entries + source).map { ConfigurationEntry($0.0, $0.1) })),
                fields: ClientOptions.fields)
            let clients = try await ClientOptions(options).connect(
                ComponentContext(environment: environment))
            let credentials = try await clients.components.credentials.credentials()
            #expect(credentials.origin.contains("role/writer"), "\(credentials.origin)")
        }
    }

    @Test func `keys given under two names are refused`() async throws {
        try await Self.with { table in
            let error = #expect(throws: CredentialsError.self) {
                try table.sink(Self.spellings[0] + Self.spellings[1])
            }
            #expect(error?.message.contains("mean the same") == true, "\(error as Any)")
        }
    }
}
