extension CurlEngine {
    /// Hands over what has come to the transfers that were touched.
    func deliver() {
        // Unpausing may bring more, which the next turn hands over.
        let transfers = touched
        touched.removeAll(keepingCapacity: true)
        for transfer in transfers {
            transfer.isTouched = false
            guard transfer.phase == .active, transfer.head.isComplete else { continue }
            if let caller = transfer.caller {
                let channel = BodyChannel()
                transfer.channel = channel
                transfer.caller = nil
                let begun = CurlTransfer.Outcome(head: transfer.head, body: .coming(channel))
                replies.append((caller, .success(begun)))
                // A status of failure ends the sending, which curl sees only when that is not
                // paused.
                resumeSending(transfer)
            }
            handOver(transfer)
        }
    }

    private func handOver(_ transfer: CurlTransfer) {
        guard let channel = transfer.channel, !transfer.received.isEmpty,
            channel.offer(transfer.received)
        else { return }
        transfer.received = []
        guard transfer.isReceivingPaused else { return }
        transfer.isReceivingPaused = false
        resume(transfer)
    }

    /// Goes on sending a body whose source has given something.
    func resumeSending(_ transfer: CurlTransfer) {
        guard transfer.phase == .active, transfer.isSendingPaused else { return }
        transfer.isSendingPaused = false
        resume(transfer)
    }

    private func resume(_ transfer: CurlTransfer) {
        transfer.movedAt = now
        watchIdle(transfer)
        transfer.handle?.pause(
            receiving: transfer.isReceivingPaused, sending: transfer.isSendingPaused)
    }
}
