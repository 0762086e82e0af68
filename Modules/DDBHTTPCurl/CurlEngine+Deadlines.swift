import DDBHTTP

extension CurlEngine {
    /// Makes sure that a scan comes when the transfer may have been idle for too long.
    func watchIdle(_ transfer: CurlTransfer) {
        if let deadline = transfer.idleDeadline { nextScan = min(nextScan, deadline) }
    }

    /// Ends what has taken too long.
    ///
    /// Looks at every transfer, but only when the first deadline of those that it saw last, or that
    /// came since, has passed: once in the shortest timeout, mostly.
    func scanDeadlines() {
        guard now >= nextScan else { return }
        nextScan = .max
        var late: [(CurlTransfer, TransportError)] = []
        let look = { (transfer: CurlTransfer) in
            if let deadline = transfer.totalDeadline {
                guard deadline > self.now else {
                    return late.append((transfer, .totalTimeout(transfer)))
                }
                self.nextScan = min(self.nextScan, deadline)
            }
            if let deadline = transfer.idleDeadline {
                guard deadline > self.now else {
                    return late.append((transfer, .idleTimeout(transfer)))
                }
                self.nextScan = min(self.nextScan, deadline)
            }
        }
        for transfer in active { look(transfer) }
        waiting.forEach(look)
        for (transfer, error) in late { end(transfer, .failure(error)) }
    }
}
