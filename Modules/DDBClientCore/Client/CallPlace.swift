import DDBHTTP

/// Where an attempt goes, and what its signature says of it.
struct CallPlace {
    var endpoint: Endpoint
    /// What the path begins with before the call's own: a bucket, or nothing.
    var pathPrefix = ""
    var signingName: String
    var signingRegion: String
}

extension CallRun {
    /// Finds the endpoint.
    func place(accountID: String?) throws(ClientError) -> CallPlace {
        guard let endpoint = client.settings.endpoint else {
            throw ClientError(.invalidCall, operation: call.operation, "No endpoint.")
        }
        return CallPlace(
            endpoint: endpoint, signingName: client.service.signingName,
            signingRegion: client.settings.region)
    }
}
