/// Answers the requests of one service.
protocol LocalEndpoint: Sendable {
    /// Answers a request; failures of every kind are replies too.
    func answer(_ request: LocalRequest) async -> LocalReply
}
