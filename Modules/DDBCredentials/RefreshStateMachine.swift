package import DDBBase

/// Decides when credentials are fetched, and whom a fetch keeps waiting; performs nothing.
///
/// Before the advisory moment held credentials are used. Between it and the mandatory one they are
/// used while a fetch runs beside. From then on requests wait for the fetch; should it fail, the
/// old ones are used as long as they last, with a pause between fetches. A failure is told to those
/// who wait and kept nowhere. Of credentials that live for less than the margins, half of their
/// life is the advisory margin and a third of it the mandatory one.
package struct RefreshStateMachine: Sendable {
    /// What a request has to do.
    package enum Action: Sendable, Hashable {
        /// Use these.
        case use(Credentials)
        /// Use these, and start a fetch beside.
        case useAndFetch(Credentials)
        /// Start a fetch, and wait for it.
        case fetchAndWait
        /// Wait for the fetch that runs.
        case wait
    }

    /// What those who wait for a fetch get.
    package enum Outcome: Sendable, Hashable {
        /// These.
        case use(Credentials)
        /// These, which are not renewed and of which the end was moved.
        case extended(Credentials, until: Instant)
        /// The failure of the fetch.
        case fail
        /// The failure that the fetch gave what is over already.
        case failExpired
    }

    private struct Held: Sendable {
        var credentials: Credentials
        /// The end, after extensions; nil for credentials without one.
        var end: Instant?
        var advisory: Instant?
        var mandatory: Instant?
    }

    private let settings: RefreshSettings
    private var held: Held?
    private var isFetching = false
    /// When the next fetch may begin, after one that failed.
    private var pausedUntil: Instant?

    package init(_ settings: RefreshSettings) {
        self.settings = settings
    }

    /// Decides about a request.
    package mutating func requested(at now: Instant) -> Action {
        guard let held, held.end.map({ $0 > now }) ?? true else {
            if isFetching { return .wait }
            // What is over helps nobody, so that no pause keeps from fetching.
            isFetching = true
            return .fetchAndWait
        }
        guard let advisory = held.advisory, let mandatory = held.mandatory, advisory <= now else {
            return .use(held.credentials)
        }
        if isFetching { return mandatory <= now ? .wait : .use(held.credentials) }
        if let pausedUntil, pausedUntil > now { return .use(held.credentials) }
        isFetching = true
        return mandatory <= now ? .fetchAndWait : .useAndFetch(held.credentials)
    }

    /// Takes what a fetch gave.
    ///
    /// - Parameter jitter: A fraction in 0..<1.
    package mutating func fetched(
        _ credentials: Credentials, at now: Instant, jitter: Double
    ) -> Outcome {
        precondition(isFetching, "no fetch runs")
        isFetching = false
        pausedUntil = nil
        guard let end = credentials.expiration else {
            held = Held(credentials: credentials)
            return .use(credentials)
        }
        guard end > now else {
            let lasts = held.map { $0.end.map { $0 > now } ?? true } ?? false
            if !lasts, credentials.isStaticallyStable {
                return extend(credentials, at: now, jitter)
            }
            return settle(at: now, jitter) ?? .failExpired
        }
        let life = end.microseconds - now.microseconds
        held = Held(
            credentials: credentials, end: end,
            advisory: end.advanced(byMicroseconds: -min(microseconds(settings.advisory), life / 2)),
            mandatory: end.advanced(
                byMicroseconds: -min(microseconds(settings.mandatory), life / 3)))
        return .use(credentials)
    }

    /// Takes note that a fetch failed.
    package mutating func failed(at now: Instant, jitter: Double) -> Outcome {
        precondition(isFetching, "no fetch runs")
        isFetching = false
        return settle(at: now, jitter) ?? .fail
    }

    /// Forgets credentials that a service called expired or invalid.
    package mutating func invalidate(_ used: Credentials) {
        guard held?.credentials.signing == used.signing else { return }
        held = nil
        pausedUntil = nil
    }

    /// What is left without new credentials, or nil where nothing is.
    private mutating func settle(at now: Instant, _ jitter: Double) -> Outcome? {
        guard let held else { return nil }
        if held.end.map({ $0 > now }) ?? true {
            pausedUntil = now.advanced(byMicroseconds: microseconds(settings.pause))
            return .use(held.credentials)
        }
        guard held.credentials.isStaticallyStable else { return nil }
        return extend(held.credentials, at: now, jitter)
    }

    private mutating func extend(
        _ credentials: Credentials, at now: Instant, _ jitter: Double
    ) -> Outcome {
        let more =
            microseconds(settings.extensionTime)
            + Int64(Double(microseconds(settings.extensionJitter)) * jitter)
        // One microsecond at least, or the next request would find them over again.
        let end = now.advanced(byMicroseconds: max(1, more))
        held = Held(credentials: credentials, end: end, advisory: end, mandatory: end)
        pausedUntil = nil
        return .extended(credentials, until: end)
    }
}

private func microseconds(_ duration: Duration) -> Int64 {
    let parts = duration.components
    return parts.seconds * 1_000_000 + parts.attoseconds / 1_000_000_000_000
}
