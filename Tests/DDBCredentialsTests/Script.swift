import DDBBase
import DDBCredentials
import DDBHTTP
import DDBTestKit
import DDBTestSupport

extension ScriptedTransport.Step {
    /// A reply of a status and a text.
    static func reply(_ status: Int = 200, _ text: String = "") -> ScriptedTransport.Step {
        .respond(status: status, headers: [:], body: [Array(text.utf8)])
    }

    /// No connection.
    static var noConnection: ScriptedTransport.Step {
        .fail(TransportError(.connectTimeout, "Nobody answers.", delivery: .notSent))
    }
}

extension CredentialsComponents {
    /// Components of a script, an environment and a folder that stands for the root.
    static func test(
        _ transport: any Transport, _ variables: [String: String] = [:],
        files: String? = nil, roles: (any RoleService)? = nil,
        time: any TimeSource = NoWaitTime(),
        notice: (@Sendable (String) -> Void)? = nil
    ) -> CredentialsComponents {
        var components = CredentialsComponents(
            transport: transport, roles: roles, environment: ProcessEnvironment(variables),
            time: time, random: SeededRandom(seed: 1), notice: notice)
        if let files { components.files = CredentialFiles(root: files) }
        return components
    }
}

extension CredentialsProvider {
    /// The error that fetching ends with, or nil where it ends well.
    func failure() async -> CredentialsError? {
        do {
            _ = try await credentials()
            return nil
        } catch let error as CredentialsError {
            return error
        } catch {
            return CredentialsError(.unsupported, "another error: \(error)", cause: error)
        }
    }
}

/// A provider and the folder that it reads, which lasts as long.
struct Staged: CredentialsProvider {
    let provider: any CredentialsProvider
    let folder: ScratchFolder

    var name: String { provider.name }

    func credentials() async throws -> Credentials {
        try await provider.credentials()
    }
}
