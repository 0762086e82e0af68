/// Says how many calls may be in flight: half as many after a throttle, one more after as many
/// successes as there are in flight.
struct CallWindow: Sendable {
    private let most: Double
    private var size: Double
    /// The first call that was sent after the last decrease: throttles of earlier ones are news
    /// of the same overload.
    private var decreasedBefore: UInt64 = 0

    init(most: Int) {
        self.most = Double(max(1, most))
        size = self.most
    }

    var limit: Int { Int(size) }

    mutating func succeeded() {
        if size < most { size = min(most, size + 1 / size) }
    }

    /// Returns whether it became smaller.
    mutating func throttled(call: UInt64, next: UInt64) -> Bool {
        guard call >= decreasedBefore else { return false }
        decreasedBefore = next
        size = max(1, size / 2)
        return true
    }
}
