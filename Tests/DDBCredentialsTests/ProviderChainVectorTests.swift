import DDBBase
import DDBCredentials
import DDBJSON
import DDBSigV4
import DDBTestKit
import DDBTestSupport
import Foundation
import Testing

/// The end-to-end cases of the AWS SDK for Rust: an environment, a file system, recorded traffic,
/// and what must come of it.
///
/// Of the same collection `default-token-provider-chain` is left out: its bearer tokens are for
/// services that nobody here calls. So is `recursion-detection.json`, which is about a header of
/// requests inside AWS Lambda.
@Suite struct ProviderChainVectorTests {
    /// Cases that do not concern this module, and why.
    static let excluded = [
        // The endpoint of STS is the business of the role service.
        "assume_role_override_global_env_url", "assume_role_override_global_profile_url",
        "assume_role_override_service_env_url", "assume_role_override_service_profile_url",
        "e2e_fips_and_dual_stack_sts",
        // The role service retries, not the provider above it.
        "retry_on_error",
    ]

    /// How our errors say what the SDK's texts say; the code and a fragment of the message.
    static let errors: [String: (CredentialsError.Code, String)] = [
        "eks_pod_identity_no_token_file": (.unreadable, "/token.jwt"),
        "imds_default_chain_error": (.notFound, "has no role"),
        "imds_disabled": (.notFound, "AWS_EC2_METADATA_DISABLED is true"),
        "imds_no_iam_role": (.invalidProfile, "has no role"),
        "imds_token_fail": (.invalidProfile, "turned off"),
        "profile_overrides_web_identity": (.invalidProfile, "environment"),
        "sso_no_token_file": (
            .loginExpired, ".aws/sso/cache/dace00cba5f8355ec9d274ceb2bcebdfbeed0e12.json"
        ),
        "sso_server_error": (.unavailable, "IAM Identity Center"),
        "web_identity_source_profile_no_env": (.invalidProfile, "no role_arn"),
        "credential_process_failure": (.processFailed, "exited with status 1"),
        "credential_process_invalid": (.malformedReply, "no JSON"),
        "empty_config": (.absent, "no profile 'default'"),
        "invalid_config": (.invalidFile, ".aws/config:2"),
        "invalid_sso_credentials_config": (.invalidProfile, "a login token alone"),
        "sso_token": (.invalidProfile, "a login token alone"),
    ]

    @Test(arguments: [("default-credential-provider-chain", 29), ("profile-provider", 18)])
    func `the recorded cases come to the recorded ends`(folder: String, count: Int) async throws {
        let path = "aws-config/test-data/" + folder
        let names = try Vectors.folders(path)
        guard !names.isEmpty else { return }
        #expect(names.count == count)
        for name in names where !Self.excluded.contains(name) {
            try await check(path + "/" + name, name, isChain: folder.hasPrefix("default"))
        }
    }

    private func check(_ path: String, _ name: String, isChain: Bool) async throws {
        let result = try #require(try Vectors.json(path + "/test-case.json")?["result"])
        let variables = try Vectors.json(path + "/env.json")?.object?.texts ?? [:]
        let traffic = RecordedTraffic(try #require(try Vectors.json(path + "/http-traffic.json")))
        let files = try fileSystem(path)
        var components = CredentialsComponents(
            transport: traffic, roles: RecordedRoles(transport: traffic),
            environment: ProcessEnvironment(variables), time: NoWaitTime(),
            random: SeededRandom(seed: 1))
        components.files = CredentialFiles(root: files.path)
        let provider: any CredentialsProvider =
            isChain
            ? CredentialsChain(components: components) : ProfileCredentials(components: components)
        let comment = Comment(rawValue: name)
        do {
            let credentials = try await provider.credentials()
            #expect(texts(credentials) == expected(result["Ok"]), comment)
        } catch let error as CredentialsError {
            let (code, fragment) = try #require(Self.errors[name], "\(name): \(error)")
            #expect(error.code == code, "\(name): \(error)")
            #expect(error.message.contains(fragment), "\(name): \(error)")
            #expect(result["ErrorContains"] != nil, comment)
        } catch let refusal as RecordedRoles.Refusal {
            let text = try #require(result["ErrorContains"]?.string, "\(name): \(refusal)")
            #expect(text.contains(refusal.message.prefix(30)), comment)
        }
        #expect(traffic.remainingCount == 0, comment)
    }

    /// A copy of the files, in which programs that count on a shell are given one.
    private func fileSystem(_ path: String) throws -> ScratchFolder {
        let folder = try ScratchFolder()
        let source = try #require(SharedVectors.path(Vectors.folder + path)) + "/fs"
        guard FileManager.default.fileExists(atPath: source) else { return folder }
        for name in try FileManager.default.subpathsOfDirectory(atPath: source) {
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(
                atPath: source + "/" + name, isDirectory: &isFolder)
            if isFolder.boolValue { continue }
            let text = try String(contentsOfFile: source + "/" + name, encoding: .utf8)
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
                line.hasPrefix("credential_process = ")
                    ? "credential_process = sh -c \"\(line.dropFirst(21))\"" : String(line)
            }
            try folder.write(name, Array(lines.joined(separator: "\n").utf8))
        }
        return folder
    }

    private func texts(_ credentials: Credentials) -> [String: String] {
        var texts = [
            "access_key_id": credentials.signing.accessKeyID,
            "secret_access_key": credentials.signing.secretAccessKey.reveal(),
        ]
        texts["session_token"] = credentials.signing.sessionToken?.reveal()
        texts["account_id"] = credentials.accountID
        texts["expiry"] = credentials.expiration.map { String($0.milliseconds / 1000) }
        return texts
    }

    private func expected(_ value: JSONValue?) -> [String: String] {
        var texts: [String: String] = [:]
        for member in value?.object?.members ?? [] {
            texts[member.name] = member.value.string ?? member.value.numberText
        }
        return texts
    }
}
