import DDBTestSupport
import Testing

/// `ddbkit aws` as a process of its own, against a server that answers as AWS does.
@Suite struct AWSCommandTests {
    private static let ddbkit = Program("ddbkit")

    private static let environment = [
        "AWS_ACCESS_KEY_ID": "AKIDCOMMAND", "AWS_SECRET_ACCESS_KEY": "hidden-secret",
        "AWS_SESSION_TOKEN": "hidden-token", "AWS_REGION": "eu-west-1",
        "AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/nonexistent/config",
        "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent/credentials",
    ]

    private static let identity = """
        <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
          <GetCallerIdentityResult>
            <Arn>arn:aws:iam::123456789012:user/ann</Arn><UserId>AIDAANN</UserId>
            <Account>123456789012</Account>
          </GetCallerIdentityResult>
          <ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata>
        </GetCallerIdentityResponse>
        """

    private static let table = """
        {"Table":{"TableName":"orders","TableStatus":"ACTIVE","ItemCount":7,"TableSizeBytes":900,
        "TableArn":"arn:aws:dynamodb:eu-west-1:123456789012:table/orders",
        "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},
        {"AttributeName":"sk","AttributeType":"N"}],"CreationDateTime":1.767225600E9,
        "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},
        {"AttributeName":"sk","KeyType":"RANGE"}],
        "BillingModeSummary":{"BillingMode":"PAY_PER_REQUEST"}}}
        """

    /// Answers one operation after the other by its name.
    private static func answer(_ request: LoopbackRequest) -> LoopbackReply {
        if request.text.hasPrefix("Action=GetCallerIdentity") {
            return LoopbackReply(text: identity)
        }
        switch request.header("x-amz-target") {
        case "DynamoDB_20120810.ListTables":
            return request.text.contains("orders")
                ? LoopbackReply(text: #"{"TableNames":["users"]}"#)
                : LoopbackReply(
                    text: #"{"TableNames":["orders"],"LastEvaluatedTableName":"orders"}"#)
        case "DynamoDB_20120810.DescribeTable": return LoopbackReply(text: table)
        case "DynamoDB_20120810.DescribeContinuousBackups":
            return refusal("AccessDeniedException")
        case "DynamoDB_20120810.DescribeKinesisStreamingDestination":
            return LoopbackReply(
                text: #"{"TableName":"orders","KinesisDataStreamDestinations":[]}"#)
        default: return LoopbackReply(status: 404, text: "")
        }
    }

    private static func refusal(_ code: String, status: Int = 400) -> LoopbackReply {
        LoopbackReply(
            status: status, headers: [("x-amzn-requestid", "R-7")],
            text: #"{"__type":"com.amazon.coral.service#\#(code)","message":"no"}"#)
    }

    private func run(
        _ arguments: [String], environment: [String: String] = AWSCommandTests.environment,
        _ answer: @escaping @Sendable (LoopbackRequest) -> LoopbackReply = AWSCommandTests.answer
    ) throws -> (outcome: Program.Outcome, requests: [LoopbackRequest]) {
        let server = try LoopbackServer(handler: answer)
        defer { server.stop() }
        let environment = environment.mapValues { $0 == "SERVER" ? server.endpointText : $0 }
        let outcome = try Self.ddbkit.run(
            ["aws"] + arguments + ["--endpoint", server.endpointText], environment: environment)
        #expect(!(outcome.output + outcome.errors).contains("hidden"))
        return (outcome, server.requests)
    }

    @Test func `whoami tells the identity and where the keys are from`() throws {
        let (outcome, requests) = try run(["whoami"])
        #expect(
            outcome.output == """
                account: 123456789012
                arn: arn:aws:iam::123456789012:user/ann
                userId: AIDAANN
                region: eu-west-1
                credentials: environment

                """)
        #expect(outcome.status == 0)
        #expect(requests.first?.header("x-amz-security-token") == "hidden-token")
        #expect(
            requests.first?.header("authorization")?.contains("/eu-west-1/sts/aws4_request")
                == true)
    }

    @Test func `tables lists every page`() throws {
        #expect(try run(["tables"]).outcome.output == "orders\nusers\n")
        #expect(try run(["tables", "--json"]).outcome.output == "[\"orders\",\"users\"]\n")
    }

    @Test(arguments: [
        "orders", "dynamodb:orders", "arn:aws:dynamodb:eu-west-1:123456789012:table/orders",
    ])
    func `describe shows a table however it is named`(name: String) throws {
        let (outcome, requests) = try run(["describe", name])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("keySchema: pk (HASH, S), sk (RANGE, N)\n"))
        #expect(outcome.output.contains("creationDateTime: 2026-01-01T00:00:00Z\n"))
        #expect(outcome.output.contains("streamViewType: no stream\n"))
        #expect(
            outcome.output.contains("pointInTimeRecoveryStatus: unknown (AccessDeniedException)"))
        let sent = name.hasPrefix("arn:") ? name : "orders"
        #expect(requests.first?.text == #"{"TableName":"\#(sent)"}"#)
    }

    @Test func `a role is taken with its external id`() throws {
        let assumed = """
            <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
              <AssumeRoleResult>
                <AssumedRoleUser><AssumedRoleId>A:s</AssumedRoleId>
                  <Arn>arn:aws:sts::210987654321:assumed-role/reader/s</Arn></AssumedRoleUser>
                <Credentials><AccessKeyId>ASIAROLE</AccessKeyId>
                  <SecretAccessKey>hidden-role-secret</SecretAccessKey>
                  <SessionToken>hidden-role-token</SessionToken>
                  <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>
              </AssumeRoleResult>
            </AssumeRoleResponse>
            """
        let role = "arn:aws:iam::210987654321:role/reader"
        let (outcome, requests) = try run(
            ["whoami", "--role-arn", role, "--external-id", "partner:7"],
            environment: Self.environment.merging(["AWS_ENDPOINT_URL_STS": "SERVER"]) { $1 }
        ) { request in
            request.text.hasPrefix("Action=AssumeRole&")
                ? LoopbackReply(text: assumed) : Self.answer(request)
        }
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("credentials: role \(role)\n"))
        #expect(requests.first?.text.contains("ExternalId=partner%3A7") == true)
        #expect(
            requests.last?.header("authorization")?.contains("Credential=ASIAROLE/") == true)
    }

    @Test(arguments: [
        ("ResourceNotFoundException", 66), ("AccessDeniedException", 77),
        ("UnrecognizedClientException", 77), ("ValidationException", 64),
    ])
    func `a refusal has a status of its own`(code: String, status: Int32) throws {
        let outcome = try run(["describe", "orders"]) { _ in Self.refusal(code) }.outcome
        #expect(outcome.status == status)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.contains(code))
        #expect(outcome.errors.contains("R-7"))
    }

    @Test func `without credentials every source is named`() throws {
        var environment = Self.environment
        environment["AWS_ACCESS_KEY_ID"] = ""
        environment["AWS_SECRET_ACCESS_KEY"] = ""
        let (outcome, requests) = try run(["tables"], environment: environment)
        #expect(outcome.status == 77)
        for source in ["environment:", "profile default:", "web identity:", "container:"] {
            #expect(outcome.errors.contains("- \(source)"))
        }
        #expect(requests.isEmpty)
    }

    @Test func `without a region the setting is named`() throws {
        var environment = Self.environment
        environment["AWS_REGION"] = ""
        environment["AWS_DEFAULT_REGION"] = ""
        let outcome = try run(["tables"], environment: environment).outcome
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("AWS_REGION"))
    }

    @Test func `an external id without a role is a mistake`() throws {
        let outcome = try run(["tables", "--external-id", "x"]).outcome
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("--role-arn"))
    }
}
