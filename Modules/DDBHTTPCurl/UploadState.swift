/// Decides how the pieces of a request's body come from its source to the connection.
struct UploadState {
    typealias Producer = CheckedContinuation<Bool, Never>

    /// What the connection gets.
    enum Read {
        case bytes(Int)
        case end
        /// Nothing yet; the loop is told when there is more.
        case pause
        case failure(any Error)
    }

    private enum Ending {
        case whole
        case failed(any Error)
        /// The transfer is over, whatever the source still has.
        case closed
    }

    private var pieces: [ArraySlice<UInt8>] = []
    private var head = 0
    private var byteCount = 0
    private var ending: Ending?
    private var producer: Producer?
    private var loopWaits = false
    private let bytesMax: Int

    init(bytesMax: Int) {
        self.bytesMax = bytesMax
    }

    /// Copies what fits; returns the producer that may go on.
    mutating func read(
        into buffer: UnsafeMutableRawBufferPointer
    ) -> (Read, resumed: Producer?) {
        var copied = 0
        while copied < buffer.count, head < pieces.count {
            let part = pieces[head].prefix(buffer.count - copied)
            unsafe part.withUnsafeBytes { unsafe buffer[copied...].copyBytes(from: $0) }
            copied += part.count
            if part.count == pieces[head].count {
                pieces[head] = []
                head += 1
            } else {
                pieces[head] = pieces[head].dropFirst(part.count)
            }
        }
        byteCount -= copied
        if head == pieces.count {
            pieces.removeAll(keepingCapacity: true)
            head = 0
        }
        guard copied == 0 else {
            guard byteCount < bytesMax, let producer else { return (.bytes(copied), nil) }
            self.producer = nil
            return (.bytes(copied), producer)
        }
        switch ending {
        case nil:
            loopWaits = true
            return (.pause, nil)
        case .whole: return (.end, nil)
        case .failed(let error): return (.failure(error), nil)
        case .closed: return (.end, nil)
        }
    }

    /// Takes a piece.
    mutating func push(_ piece: [UInt8]) -> (isWanted: Bool, tellsLoop: Bool) {
        guard ending == nil else { return (false, false) }
        pieces.append(piece[...])
        byteCount += piece.count
        return (true, takeLoopWaits())
    }

    /// Lets the producer wait for room; returns what it gets where it need not.
    mutating func wait(_ producer: Producer) -> Bool? {
        guard ending == nil else { return false }
        guard byteCount >= bytesMax else { return true }
        self.producer = producer
        return nil
    }

    /// Ends the body; true where the loop waits to be told.
    mutating func finish(_ failure: (any Error)?) -> Bool {
        guard ending == nil else { return false }
        ending = failure.map(Ending.failed) ?? .whole
        return takeLoopWaits()
    }

    /// Ends the body for the loop; returns the producer that waits, which gets false.
    mutating func close() -> Producer? {
        defer { producer = nil }
        ending = .closed
        pieces = []
        head = 0
        byteCount = 0
        return producer
    }

    private mutating func takeLoopWaits() -> Bool {
        defer { loopWaits = false }
        return loopWaits
    }
}
