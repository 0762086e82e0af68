import DDBHTTP

// What the loop itself finds wrong with a transfer.

extension TransportError {
    static func head(_ fault: ResponseHead.Fault, _ endpoint: Endpoint) -> TransportError {
        switch fault {
        case .tooLarge:
            TransportError(
                .headTooLarge,
                "The head of the response from \(endpoint) is over the limit of bytes or fields.",
                endpoint: endpoint)
        case .malformed:
            TransportError(
                .protocolViolation, "The head that \(endpoint) answered is none of HTTP.",
                endpoint: endpoint)
        }
    }

    static func noHead(_ transfer: CurlTransfer) -> TransportError {
        let endpoint = transfer.request.endpoint
        guard transfer.head.status != 101 else {
            return TransportError(
                .protocolViolation, "\(endpoint) switched to a protocol that nobody asked for.",
                endpoint: endpoint)
        }
        return TransportError(
            .connectionLost, "\(endpoint) ended its answer before the head was whole.",
            endpoint: endpoint)
    }

    static func bodySource(_ error: any Error, _ endpoint: Endpoint) -> TransportError {
        let message =
            (error as? TransportError)?.message ?? "The source of the request's body failed."
        return TransportError(.bodySourceFailed, message, endpoint: endpoint, cause: error)
    }

    static func connectionDied(_ endpoint: Endpoint) -> TransportError {
        TransportError(
            .connectionLost,
            "The kept connection to \(endpoint) died before an answer came; the request is not sent "
                + "again by itself.", endpoint: endpoint)
    }

    static func totalTimeout(_ transfer: CurlTransfer) -> TransportError {
        let limit = (transfer.request.totalNanoseconds ?? 0) / 1_000_000
        return TransportError(
            .totalTimeout,
            "The request to \(transfer.request.endpoint) was not done in \(limit) ms.",
            endpoint: transfer.request.endpoint, delivery: transfer.delivery)
    }

    static func idleTimeout(_ transfer: CurlTransfer) -> TransportError {
        TransportError(
            .idleTimeout,
            "No byte moved to or from \(transfer.request.endpoint) for "
                + "\(transfer.request.idleNanoseconds / 1_000_000) ms.",
            endpoint: transfer.request.endpoint, delivery: transfer.delivery)
    }

    static func shutDown(
        _ endpoint: Endpoint, delivery: Delivery = .notSent
    ) -> TransportError {
        TransportError(
            .closed, "The transport to \(endpoint) was closed.", endpoint: endpoint,
            delivery: delivery)
    }

    static func overloaded(_ count: Int, _ endpoint: Endpoint) -> TransportError {
        TransportError(
            .overloaded,
            "\(count) requests are under way or wait; send fewer at once, or raise maxConcurrency.",
            endpoint: endpoint, delivery: .notSent)
    }
}
