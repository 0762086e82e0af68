/// Waits for what must come, and fails where it does not.
enum Waiting {
    struct InVain: Error, CustomStringConvertible {
        let description: String
    }

    /// How often is looked, at most: two minutes and more.
    static let looksMax = 12_000
    private static let interval = Duration.milliseconds(10)

    /// Looks again and again whether something holds.
    ///
    /// - Throws: ``InVain`` where it does not hold after ``looksMax`` looks.
    static func until(
        _ what: String, _ holds: () async throws -> Bool
    ) async throws {
        for _ in 0..<looksMax {
            if try await holds() { return }
            try await Task.sleep(for: interval)
        }
        throw InVain(description: "after \(looksMax) looks it does not hold that \(what)")
    }
}
