import DDBSigV4
import Synchronization

extension CallRun {
    /// Finds where an attempt goes, and for whom it is signed.
    func place(accountID: String?) throws -> ResolvedEndpoint {
        let parameters = client.settings.endpointParameters(
            operation: call.operation, target: call.target, accountID: accountID)
        if let known = client.places.withLock({ $0[parameters] }) { return known }
        do {
            let place = try EndpointResolver().resolve(client.service, parameters)
            client.places.withLock { places in
                if places.count == ServiceClient.placesMax { places.removeAll() }
                places[parameters] = place
            }
            return place
        } catch {
            throw ClientError(
                .invalidCall, operation: call.operation, error.message, attempts: retry.attempt,
                delivery: retry.delivery, cause: error)
        }
    }
}
