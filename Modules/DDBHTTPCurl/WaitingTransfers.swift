/// Transfers that wait for others to end, first come, first served.
struct WaitingTransfers {
    private var transfers: [CurlTransfer] = []
    private var head = 0
    /// How many of them ended while they waited.
    private var endedCount = 0

    /// How many still wait.
    var count: Int { transfers.count - head - endedCount }

    mutating func append(_ transfer: CurlTransfer) {
        transfers.append(transfer)
    }

    /// Takes the first that still waits.
    mutating func popFirst() -> CurlTransfer? {
        while head < transfers.count {
            let transfer = transfers[head]
            head += 1
            if transfer.phase == .waiting {
                transfer.phase = .submitted
                compact()
                return transfer
            }
            endedCount -= 1
        }
        compact()
        return nil
    }

    /// One of them has ended; it is passed over later.
    mutating func didEnd() {
        endedCount += 1
        compact()
    }

    func forEach(_ body: (CurlTransfer) -> Void) {
        for transfer in transfers[head...] where transfer.phase == .waiting { body(transfer) }
    }

    /// Gives up what is behind, or ended, once that is the greater part.
    private mutating func compact() {
        guard head + endedCount > 64, (head + endedCount) * 2 > transfers.count else { return }
        transfers = transfers[head...].filter { $0.phase == .waiting }
        head = 0
        endedCount = 0
    }
}
