/// Finds the name that somebody probably meant.
public enum NearestName {
    /// The candidate with the fewest edits from a name, or nil where none is near.
    ///
    /// An edit adds, drops or replaces a character or swaps two neighbours (optimal string
    /// alignment); case does not count. Near means at most a third of the longer name's characters,
    /// and at least one edit is always near. Of equals the first by text is taken.
    ///
    /// - Complexity: O(*candidates* × *name* × *candidate*); names beyond 64 characters find
    ///   nothing.
    public static func find(_ name: String, in candidates: some Sequence<String>) -> String? {
        let wanted = Array(name.lowercased())
        guard wanted.count <= 64 else { return nil }
        var best: (distance: Int, name: String)?
        for candidate in candidates {
            let other = Array(candidate.lowercased())
            guard other.count <= 64 else { continue }
            let distance = distance(wanted, other)
            guard distance <= max(1, max(wanted.count, other.count) / 3) else { continue }
            if let found = best, (found.distance, found.name) <= (distance, candidate) { continue }
            best = (distance, candidate)
        }
        return best?.name
    }

    /// `; did you mean 'x'?`, or `; one of: a, b` where nothing is near, or nothing at all.
    package static func hint(_ name: String, in candidates: [String]) -> String {
        if let nearest = find(name, in: candidates) { return "; did you mean '\(nearest)'?" }
        if candidates.isEmpty { return "; there are none." }
        return "; there are: \(candidates.sorted().joined(separator: ", "))."
    }

    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var beforePrevious = [Int](repeating: 0, count: right.count + 1)
        var previous = Array(0...right.count)
        for row in 0..<left.count {
            var current = [row + 1]
            for column in 0..<right.count {
                let same = left[row] == right[column]
                var cost = min(
                    previous[column + 1] + 1, current[column] + 1, previous[column] + (same ? 0 : 1)
                )
                if row > 0, column > 0, left[row] == right[column - 1],
                    left[row - 1] == right[column]
                {
                    cost = min(cost, beforePrevious[column - 1] + 1)
                }
                current.append(cost)
            }
            beforePrevious = previous
            previous = current
        }
        return previous[right.count]
    }
}
