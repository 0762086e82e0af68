import CDDBCurl
import DDBHTTP
import Synchronization

extension CurlEngine {
    /// Whether one more may be under way.
    var hasRoom: Bool {
        active.count < settings.maxConcurrency && openingCount < settings.openingMax
    }

    /// Takes a new transfer, which waits where there is no room.
    func submit(_ transfer: CurlTransfer) {
        transfer.phase = .submitted
        if transfer.isCancelled.load(ordering: .relaxed) {
            return end(transfer, .failure(CancellationError()))
        }
        if let deadline = transfer.totalDeadline { nextScan = min(nextScan, deadline) }
        if hasRoom, waiting.count == 0 {
            start(transfer)
        } else {
            transfer.phase = .waiting
            waiting.append(transfer)
        }
    }

    /// Starts what waited and has room now.
    func startWaiting() {
        while hasRoom, let transfer = waiting.popFirst() { start(transfer) }
    }

    private func start(_ transfer: CurlTransfer) {
        transfer.activeIndex = active.count
        transfer.phase = .active
        active.append(transfer)
        openingCount += 1
        do {
            let handle = try idleHandles.popLast() ?? makeHandle()
            try handle.setRequest(transfer.request, route)
            handle.transfer = transfer
            guard multi.add(handle) else {
                handle.transfer = nil
                throw TransportError(
                    .failed, "libcurl takes no further transfer: memory is short.",
                    endpoint: transfer.request.endpoint, delivery: .notSent)
            }
            transfer.handle = handle
        } catch {
            end(transfer, .failure(error))
        }
    }

    func makeHandle() throws(TransportError) -> CurlHandle {
        let handle = try CurlHandle(self)
        try handle.setDefaults(settings, route)
        return handle
    }

    /// Ends the transfers that curl is done with.
    func endDone() {
        while let (handle, code) = multi.nextDone() {
            guard let transfer = handle.transfer else { continue }
            guard code == CURLE_OK else {
                end(transfer, .failure(transfer.fault ?? failure(code, transfer, handle)))
                continue
            }
            if transfer.head.isComplete {
                end(transfer, .success(()))
            } else {
                end(transfer, .failure(TransportError.noHead(transfer)))
            }
        }
    }

    /// Ends a transfer: frees its handle and tells its caller or its reader.
    ///
    /// One that is over already stays as it is. One that has not come yet ends when it comes, for
    /// then alone its caller can be told.
    func end(_ transfer: CurlTransfer, _ outcome: Result<Void, any Error>) {
        switch transfer.phase {
        case .ended, .unsubmitted: return
        case .submitted: transfer.phase = .ended
        case .waiting:
            transfer.phase = .ended
            waiting.didEnd()
        case .active:
            transfer.phase = .ended
            release(transfer)
        }
        endedCount += 1
        transfer.request.upload?.close()
        transfer.pump?.cancel()
        transfer.pump = nil
        tell(transfer, outcome)
    }

    private func release(_ transfer: CurlTransfer) {
        let last = active.removeLast()
        if last !== transfer {
            active[transfer.activeIndex] = last
            last.activeIndex = transfer.activeIndex
        }
        if !transfer.isStarted { openingCount -= 1 }
        guard let handle = transfer.handle else { return }
        transfer.handle = nil
        multi.remove(handle)
        handle.transfer = nil
        guard idleHandles.count < Self.idleHandlesMax else { return }
        do {
            try handle.clearRequest()
            idleHandles.append(handle)
        } catch {
            // A handle that cannot be cleared is not used again; dropping it frees it.
        }
    }

    private func tell(_ transfer: CurlTransfer, _ outcome: Result<Void, any Error>) {
        let received = transfer.received
        transfer.received = []
        guard let caller = transfer.caller else {
            switch outcome {
            case .success: transfer.channel?.finish(received, failure: nil)
            case .failure(let error): transfer.channel?.finish(received, failure: error)
            }
            transfer.channel = nil
            return
        }
        transfer.caller = nil
        switch outcome {
        case .success:
            let whole = CurlTransfer.Outcome(head: transfer.head, body: .whole(received))
            replies.append((caller, .success(whole)))
        case .failure(let error) where transfer.head.isComplete && !(error is CancellationError):
            // The head has come and the body broke off, all in one turn.
            let channel = BodyChannel()
            channel.finish(received, failure: error)
            let broken = CurlTransfer.Outcome(head: transfer.head, body: .coming(channel))
            replies.append((caller, .success(broken)))
        case .failure(let error):
            replies.append((caller, .failure(error)))
        }
    }

    /// Ends everything, because the transport is closed.
    func endAll() {
        while let transfer = active.last ?? waiting.popFirst() {
            let error = TransportError.shutDown(
                transfer.request.endpoint, delivery: transfer.delivery)
            end(transfer, .failure(error))
        }
        touched = []
        idleHandles = []
    }
}
