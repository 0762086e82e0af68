import DDBSigV4

extension CallRun {
    /// Finds where an attempt goes, and for whom it is signed.
    func place(accountID: String?) throws -> ResolvedEndpoint {
        let parameters = client.settings.endpointParameters(
            operation: call.operation, target: call.target, accountID: accountID)
        do {
            return try EndpointResolver().resolve(client.service, parameters)
        } catch {
            throw ClientError(
                .invalidCall, operation: call.operation, error.message, attempts: retry.attempt,
                delivery: retry.delivery, cause: error)
        }
    }
}
