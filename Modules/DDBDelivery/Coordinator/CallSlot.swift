/// Holds a call that is in flight.
struct CallSlot: Sendable {
    /// What a call does.
    enum Kind: Sendable {
        case write
        case load
    }

    var stamp: UInt32 = 0
    var isFlying = false
    var kind = Kind.write
    /// Whether it is part of a refused call, and stays together until it is answered.
    var isSuspect = false
    /// The order in which calls were sent.
    var serial: UInt64 = 0
    /// The slots of its writes; the first of each group in loads.
    var writes: [Int32] = []
    /// What was taken from the budget.
    var spent = 0.0
}

/// Writes that are sent together and with no others: a part of a refused call.
struct SuspectBatch: Sendable {
    var kind: CallSlot.Kind
    var writes: [Int32]
}
