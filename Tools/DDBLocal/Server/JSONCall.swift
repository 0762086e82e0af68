import DDBBase

/// A call of a JSON service that has proven who makes it.
struct JSONCall: Sendable {
    /// The name of the operation.
    var operation: String
    /// The body of the request.
    var body: [UInt8]
    /// Who calls.
    var caller: Caller
    /// The host that was asked, with its port.
    var authority: String
    /// The faults that the operation itself has to show.
    var faults: Set<FaultKind> = []
    /// A number that differs from call to call, for choices that a seed repeats.
    var random: UInt64 = 0
}
