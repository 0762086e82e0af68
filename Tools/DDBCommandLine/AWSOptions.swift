import ArgumentParser
import DDBClientCore
import DDBCredentials
import DDBDynamoDB
import DDBHTTPCurl
import DDBSTS
import Logging

/// Says how a command reaches AWS, and as whom.
struct AWSOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The region; AWS_REGION, the profile and the machine follow.", valueName: "name"))
    var region: String?

    @Option(
        help: ArgumentHelp(
            "The profile of the shared files; AWS_PROFILE, then 'default' follow.",
            valueName: "name"))
    var profile: String?

    @Option(
        help: ArgumentHelp(
            "The server to call instead of AWS's own: DynamoDB Local, Alternator, a VPC endpoint. "
                + "Roles are taken at AWS_ENDPOINT_URL_STS or AWS's own.",
            valueName: "url"))
    var endpoint: String?

    @Option(help: ArgumentHelp("A role to take with the credentials.", valueName: "arn"))
    var roleArn: String?

    @Option(
        help: ArgumentHelp(
            "What the owner of the role asks for; needs --role-arn.", valueName: "id"))
    var externalId: String?

    @Flag(help: "Trust the certificate of any server: for tests alone.")
    var trustAllCertificates = false

    func validate() throws {
        if externalId != nil, roleArn == nil {
            throw ValidationError("--external-id needs --role-arn: it goes with a role.")
        }
    }

    /// Puts together what clients share.
    func context() async throws -> ClientContext {
        var options = ClientContextOptions()
        options.settings.region = region
        options.settings.endpoint = endpoint
        options.profile = profile
        if let roleArn {
            options.role = AssumeRoleCredentials.Role(arn: roleArn, externalID: externalId)
        }
        let logger = Log.logger()
        if trustAllCertificates {
            logger.warning(
                "certificates are not checked: anybody between here and the server can read along")
        }
        return try await ClientContext(options, logger: logger) { caBundle in
            var settings = CurlSettings()
            settings.caBundle = caBundle
            settings.trustsAllCertificates = trustAllCertificates
            return try CurlTransport(settings)
        }
    }
}

extension ClientContext {
    /// A client of DynamoDB.
    func dynamoDB() async throws -> DynamoDBClient {
        DynamoDBClient(settings: try await settings(for: .dynamoDB), components: components)
    }
}
