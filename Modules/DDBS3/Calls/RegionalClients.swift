import DDBClientCore
import DDBHTTP
import Synchronization

/// One client for every region in which a bucket turned out to be.
final class RegionalClients: Sendable {
    private struct State {
        var clients: [String: ServiceClient] = [:]
        var regions: [String: String] = [:]
    }

    /// How many buckets of other regions are remembered.
    static let bucketCountMax = 10_000
    /// How many clients are kept; more regions than there are come only from a server that lies.
    static let clientCountMax = 100

    private let settings: ClientSettings
    private let components: ClientComponents
    private let state = Mutex(State())

    init(settings: ClientSettings, components: ClientComponents) {
        self.settings = settings
        self.components = components
    }

    /// The scheme of requests; without an endpoint of the caller's own it is always TLS.
    var scheme: Endpoint.Scheme { settings.endpoint?.scheme ?? .https }

    /// The client to ask for a bucket, and the region that it signs for.
    func client(for bucket: String) -> (client: ServiceClient, region: String) {
        state.withLock { state in
            let region = state.regions[bucket] ?? settings.region
            if let client = state.clients[region] { return (client, region) }
            var moved = settings
            moved.region = region
            if state.clients.count >= Self.clientCountMax { state.clients = [:] }
            let client = ServiceClient(.s3, settings: moved, components: components)
            state.clients[region] = client
            return (client, region)
        }
    }

    /// Remembers the region of a bucket.
    func remember(_ bucket: String, in region: String) {
        state.withLock { state in
            if state.regions.count >= Self.bucketCountMax { state.regions = [:] }
            state.regions[bucket] = region
        }
    }
}
