import ArgumentParser
import DDBBase
import DDBClientCore
import DDBCredentials
import DDBJSON
import DDBSTS

/// `ddbkit aws whoami`.
struct AWSWhoAmICommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "whoami",
        abstract: "Shows whose credentials are used, and where they are from.")

    @OptionGroup var aws: AWSOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let context = try await aws.context()
        let settings = try await context.settings(for: .sts)
        // Before the call, for a call that fails says less about where the keys are from.
        let credentials = try await context.components.credentials.credentials()
        let client = STSClient(settings: settings, components: context.components)
        let identity = try await client.getCallerIdentity()
        var lines = [
            ("account", identity.account), ("arn", identity.arn), ("userId", identity.userID),
            ("region", settings.region), ("credentials", credentials.origin),
        ]
        if let expiration = credentials.expiration {
            lines.append(("expiration", expiration.iso8601))
        }
        if json {
            try Console.writeLine(
                JSONText.line(JSONText.object(lines.map { ($0, .string($1)) })))
        } else {
            try Console.writeLine(lines.map { "\($0): \($1)" }.joined(separator: "\n"))
        }
    }
}
