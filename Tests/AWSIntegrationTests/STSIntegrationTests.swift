import DDBBase
import DDBClientCore
import DDBCredentials
import DDBS3
import DDBSTS
import DDBSigV4
import DDBTestSupport
import Testing

@Suite(.timeLimit(.minutes(15)), .enabled(if: MotoServer.isInstalled))
struct STSIntegrationTests {
    private let moto: MotoServer

    init() throws {
        moto = try #require(try MotoServer.shared())
    }

    private func credentials(_ keys: MotoServer.Keys) -> Credentials {
        Credentials(
            signing: SigningCredentials(
                accessKeyID: keys.accessKeyID, secretAccessKey: Secret(keys.secretAccessKey)),
            origin: "test")
    }

    private var roles: STSRoleService {
        get throws {
            STSRoleService(settings: moto.settings, components: try components(moto.stranger))
        }
    }

    @Test func `a caller learns who they are`() async throws {
        let client = STSClient(
            settings: moto.settings, components: try components(moto.administrator))
        let identity = try await client.getCallerIdentity()
        #expect(identity.arn == moto.administrator.arn)
        #expect(identity.account == "123456789012")
        #expect(!identity.userID.isEmpty)
    }

    @Test func `a role is taken and its credentials work`() async throws {
        let role = try await roles.assumeRole(
            RoleRequest(
                roleARN: moto.roleARN, sessionName: "tests", externalID: moto.externalID,
                durationSeconds: 900),
            credentials: credentials(moto.administrator))
        #expect(role.accountID == "123456789012")
        #expect(try #require(role.expiration) > SystemTimeSource().now)
        let token = try #require(role.signing.sessionToken)
        let session = try components(
            role.signing.accessKeyID, role.signing.secretAccessKey.reveal(), token: token.reveal())
        let identity = try await STSClient(settings: moto.settings, components: session)
            .getCallerIdentity()
        #expect(identity.arn.contains("assumed-role/reader/tests"))
        let s3 = S3Client(settings: moto.settings, components: session)
        _ = try await s3.listObjectsV2(ListObjectsV2Request(bucket: MotoServer.buckets[0]))
        let tokenless = S3Client(
            settings: moto.settings,
            components: try components(
                role.signing.accessKeyID, role.signing.secretAccessKey.reveal()))
        await expectRefusal(nil) {
            try await tokenless.listObjectsV2(ListObjectsV2Request(bucket: MotoServer.buckets[0]))
        }
    }

    @Test(arguments: [true, false])
    func `a wrong external id and a stranger are refused with advice`(
        isStranger: Bool
    ) async throws {
        do {
            _ = try await roles.assumeRole(
                RoleRequest(
                    roleARN: moto.roleARN, sessionName: "tests",
                    externalID: isStranger ? moto.externalID : "another-id"),
                credentials: credentials(isStranger ? moto.stranger : moto.administrator))
            Issue.record("nothing was thrown")
        } catch let error as CredentialsError {
            #expect(error.code == .refused, "\(error)")
            #expect(error.message.contains("trust policy"))
        }
    }

    @Test func `a token is exchanged without a signature`() async throws {
        // Where moto checks signatures it fails on requests that have none.
        let open = try #require(try MotoServer.unchecked())
        let roles = STSRoleService(
            settings: open.settings, components: try components(open.stranger))
        let role = try await roles.assumeRoleWithWebIdentity(
            WebIdentityRequest(
                roleARN: open.roleARN, sessionName: "tests", token: Secret("ey.any.token")))
        #expect(role.signing.sessionToken != nil && role.accountID == "123456789012")
    }

    @Test func `a body that is changed on the way is refused`() async throws {
        var changed = try components(moto.administrator)
        changed.transport = ChangingTransport(base: changed.transport, changesPath: false)
        let client = STSClient(settings: moto.settings, components: changed)
        await expectRefusal(.signatureDoesNotMatch, status: 403) {
            try await client.getCallerIdentity()
        }
    }

    @Test func `a wrong secret is refused`() async throws {
        let client = STSClient(
            settings: moto.settings,
            components: try components(moto.administrator.accessKeyID, "wrong"))
        await expectRefusal(.signatureDoesNotMatch, status: 403) {
            try await client.getCallerIdentity()
        }
    }
}
