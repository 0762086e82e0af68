import DDBAttributes

/// Says why a write cannot be reduced, without values.
struct ReductionFault: Error {
    private let problem: String
    private var names: [String] = []

    init(_ problem: String) { self.problem = problem }

    /// What is wrong with the item that came of it.
    init(_ error: AttributeError) { problem = error.reason }

    /// The same fault, of an attribute inside of one.
    func inside(_ name: [UInt8]) -> ReductionFault {
        var fault = self
        fault.names.insert(String(decoding: name, as: UTF8.self), at: 0)
        return fault
    }

    /// One line, without the full stop.
    var reason: String {
        names.isEmpty ? problem : "\(problem), at attribute \(names.joined(separator: "."))"
    }
}
