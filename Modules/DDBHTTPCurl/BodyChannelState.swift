/// Decides what becomes of the pieces of a response's body, and performs nothing.
struct BodyChannelState {
    typealias Reader = CheckedContinuation<[UInt8]?, any Error>

    /// What becomes of a piece.
    enum Offer {
        /// It is held, or nobody wants it any longer.
        case taken
        /// The reader that waits gets it.
        case handOver(Reader)
        /// There is no room; the loop is told when there is.
        case refused
    }

    /// What a reader gets.
    enum Take {
        case piece([UInt8], loopWaits: Bool)
        case end
        case failure(any Error)
        case wait
    }

    private enum Ending {
        case whole
        case failed(any Error)
    }

    /// At most two: one that was offered, and the last.
    private var pieces: [[UInt8]] = []
    private var ending: Ending?
    private var reader: Reader?
    private var loopWaits = false

    /// Whether nothing more comes in.
    var isEnded: Bool { ending != nil }

    mutating func offer(_ piece: [UInt8]) -> Offer {
        if ending != nil { return .taken }
        if let reader {
            self.reader = nil
            return .handOver(reader)
        }
        guard pieces.isEmpty else {
            loopWaits = true
            return .refused
        }
        pieces.append(piece)
        return .taken
    }

    /// Ends the body behind a last piece; returns the reader that waits, and what it gets.
    mutating func finish(
        _ piece: [UInt8], _ failure: (any Error)?
    ) -> (Reader, Result<[UInt8]?, any Error>)? {
        guard ending == nil else { return nil }
        ending = failure.map(Ending.failed) ?? .whole
        loopWaits = false
        if !piece.isEmpty { pieces.append(piece) }
        guard let reader else { return nil }
        self.reader = nil
        switch take() {
        case .piece(let piece, _): return (reader, .success(piece))
        case .end, .wait: return (reader, .success(nil))
        case .failure(let error): return (reader, .failure(error))
        }
    }

    mutating func take() -> Take {
        if !pieces.isEmpty {
            defer { loopWaits = false }
            return .piece(pieces.removeFirst(), loopWaits: loopWaits)
        }
        switch ending {
        case nil: return .wait
        case .whole: return .end
        case .failed(let error): return .failure(error)
        }
    }

    /// Lets a reader wait, or returns what has come since it asked.
    mutating func wait(_ reader: Reader) -> Take {
        precondition(self.reader == nil, "a body has one reader, and that one asks once at a time")
        let take = take()
        if case .wait = take { self.reader = reader }
        return take
    }

    /// Drops what is there and ends the body: as whole, or with an error that is thrown ever after.
    ///
    /// - Returns: The reader that waits, and whether more was to come.
    mutating func close(_ error: (any Error)?) -> (Reader?, wasOpen: Bool) {
        defer {
            pieces = []
            reader = nil
        }
        let wasOpen = ending == nil
        if wasOpen || error != nil { ending = error.map(Ending.failed) ?? .whole }
        return (reader, wasOpen)
    }
}
