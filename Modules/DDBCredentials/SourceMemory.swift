import DDBHTTP
import Synchronization

/// What sources keep between two fetches: logins that could not be written, session tokens.
final class SourceMemory: Sendable {
    private let logins = Mutex<[String: LoginToken]>([:])
    private let metadata = Mutex<(InstanceMetadataSettings, InstanceMetadata)?>(nil)

    /// The login last renewed here for a file, or nil.
    func login(_ path: String) -> LoginToken? {
        logins.withLock { $0[path] }
    }

    func keep(_ token: LoginToken, for path: String) {
        // A process has few logins: the files that its profiles name.
        logins.withLock { $0[path] = token }
    }

    /// The client of the metadata service, the same one as long as the settings are.
    func metadata(
        _ settings: InstanceMetadataSettings, _ components: CredentialsComponents
    ) -> InstanceMetadata {
        metadata.withLock { held in
            if let (heldSettings, client) = held, heldSettings == settings { return client }
            let client = InstanceMetadata(
                settings, transport: components.transport, time: components.time,
                random: components.random)
            held = (settings, client)
            return client
        }
    }
}
