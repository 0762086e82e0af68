/// What a conformance kit found.
public struct ConformanceReport: Sendable, CustomStringConvertible {
    /// One demand of the contract.
    public struct Check: Sendable {
        /// The demand, as a sentence.
        public var name: String
        /// Why it is not met; nil where it is.
        public var failure: String?
    }

    /// The demands in the order in which they were checked.
    public private(set) var checks: [Check] = []

    init() {}

    /// The demands that are not met, each with the reason.
    public var failures: [String] {
        checks.compactMap { check in check.failure.map { "\(check.name): \($0)" } }
    }

    /// Whether every demand is met.
    public var isConforming: Bool { failures.isEmpty }

    /// A line for each demand.
    public var description: String {
        checks.map { check in
            guard let failure = check.failure else { return "ok   \(check.name)" }
            return "FAIL \(check.name): \(failure)"
        }.joined(separator: "\n")
    }

    /// Checks a demand; what the body throws is why it is not met.
    mutating func check(_ name: String, _ body: () async throws -> Void) async {
        do {
            try await body()
            checks.append(Check(name: name))
        } catch {
            checks.append(Check(name: name, failure: "\(error)"))
        }
    }
}

/// A demand that is not met.
struct Nonconformance: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }

    static func unless(_ condition: Bool, _ description: @autoclosure () -> String) throws {
        if !condition { throw Nonconformance(description()) }
    }

    /// Compares collections of ids or texts without regard to order, and says how they differ.
    static func unlessSame(_ found: [String], _ expected: [String], _ what: String) throws {
        if found.sorted() == expected.sorted() { return }
        var counts: [String: Int] = [:]
        for text in expected { counts[text, default: 0] += 1 }
        for text in found { counts[text, default: 0] -= 1 }
        let lost = counts.filter { $0.value > 0 }.count
        let extra = counts.filter { $0.value < 0 }.count
        throw Nonconformance(
            "\(what): \(found.count) items instead of \(expected.count); \(lost) are missing, \(extra)"
                + " too many")
    }
}
