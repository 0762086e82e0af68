import DDBBundledPlugins
import DDBConfiguration
import DDBPipeline
import Testing

/// What tells a source from others, so that positions of another are not taken for its own.
@Suite struct IdentityTests {
    private func identity(_ options: ConfigurationNode, of source: String) throws -> String {
        try PipelineConfiguration(["source": [source: options], "sink": ["null": [:]]])
            .identity(in: .bundled)
    }

    @Test func `how a table is read, and by whose credentials, tells no source from others`() throws
    {
        let plain = try identity(["table": "t", "region": "r"], of: "dynamodb-scan")
        let others: [ConfigurationNode] = [
            ["table": "t", "region": "r", "segments": "9", "read-capacity": "5"],
            [
                "region": "r", "table": "t", "workers": "2", "page-limit": "7",
                "consistent": "false",
            ],
            ["table": "t", "region": "r", "attempts-max": "3", "awsSecretAccessKey": "x"],
            ["table": "t", "region": "r", "aws.credentials.basic.accesskeyid": "x"],
            ["table": "t", "region": "r", "aws": ["credentials": ["basic.accesskeyid": "y"]]],
        ]
        for options in others {
            #expect(try identity(options, of: "dynamodb-scan") == plain)
        }
    }

    @Test func `what is read does`() throws {
        let sources: [ConfigurationNode] = [
            ["table": "t"], ["table": "u"], ["table": "t", "region": "r"],
            ["table": "t", "endpoint": "http://localhost"], ["table": "t", "projection": "a"],
            ["table": "t", "aws": ["endpoint": "http://localhost"]],
        ]
        let identities = try sources.map { try identity($0, of: "dynamodb-scan") }
        #expect(Set(identities).count == sources.count)
        let lines: ConfigurationNode = ["path": "f", "format": "ddb-json"]
        let skipping: ConfigurationNode = [
            "path": "f", "format": "ddb-json", "on-error": "skip", "skipped-lines": "g",
        ]
        #expect(try identity(lines, of: "lines") == identity(skipping, of: "lines"))
        #expect(try identity(["path": "f"], of: "lines") != identity(lines, of: "lines"))
    }
}
