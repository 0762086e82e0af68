/// Decides which parts of a table are merged next; knows numbers only.
///
/// Parts are in tiers by the bytes of their visible rows: eight of a tier become one of the next,
/// and what has half of the size that parts are to have is in none. So there are at most seven of
/// each tier for long, and a row is written once a tier. Beside that a part is written anew once a
/// quarter of its rows are masked, or once the vectors that mask them have taken more room in
/// commits than it pays for. What is most over its bound comes first, so that neither kind of work
/// waits for ever for the other.
///
/// Docs/Decisions/0012-compaction.md has the reasons and what a simulation shows of it.
package struct CompactionPlan: Sendable {
    /// Why parts are merged.
    package enum Reason: Sendable, Hashable {
        /// There are too many parts of a tier, and of those below.
        case tier(Int)
        /// Too many rows of a part are masked, or its vectors have cost too much.
        case masked
        /// None of their rows is visible.
        case dead
        /// Somebody wants no part that is masked, unsorted or small.
        case purge
    }

    /// Some parts that are merged at once.
    package struct Step: Sendable, Hashable {
        /// The parts, in the order of the table's.
        package var parts: [CompactionPart]
        package var reason: Reason

        /// The size of the parts.
        package var byteCount: Int { parts.reduce(0) { $0 + $1.byteCount } }
    }

    private let settings: CompactionSettings

    /// Creates a plan.
    package init(_ settings: CompactionSettings) {
        precondition(settings.tierPartCount >= 2, "a tier has two parts at least")
        precondition(
            settings.tierBytesMin > 0 && settings.maskedPercentMax > 0
                && settings.vectorFactorMax > 0 && settings.stepPartsMax >= 2,
            "the bounds of a compaction are above zero")
        self.settings = settings
    }

    /// What is merged next, or nil where nothing need be.
    ///
    /// - Parameter parts: The table's parts, in their order.
    package func next(_ parts: [CompactionPart]) -> Step? {
        let dead = parts.filter { $0.liveBytes == 0 }
        if !dead.isEmpty { return step(Array(dead.prefix(settings.stepPartsMax)), .dead, parts) }
        let tiers = Dictionary(grouping: parts) { tier(of: $0) }
        let crowded = tiers.compactMap { tier, members in
            tier.map { (tier: $0, score: Double(members.count) / Double(settings.tierPartCount)) }
        }.max { ($0.score, $1.tier) < ($1.score, $0.tier) }
        let worst = parts.max { score(of: $0) < score(of: $1) }
        let maskedScore = worst.map { score(of: $0) } ?? 0
        if let crowded, crowded.score >= 1, crowded.score >= maskedScore {
            return crowdedStep(crowded.tier, tiers, parts)
        }
        if let worst, maskedScore >= 1 { return maskedStep(worst, parts) }
        return nil
    }

    /// What is merged next so that in the end no part is masked or unsorted and at most one is
    /// small; nil at the end.
    package func nextOfPurge(_ parts: [CompactionPart]) -> Step? {
        let due = parts.filter { $0.maskedCount > 0 || !$0.isSorted }
        let small = parts.filter {
            $0.maskedCount == 0 && $0.isSorted && tier(of: $0) != nil
        }
        guard !due.isEmpty || small.count > 1 else { return nil }
        let taken = limited(due + small)
        if taken.count > 1 || due.contains(where: { taken.contains($0) }) {
            return step(taken, .purge, parts)
        }
        // Writing a part anew that is as it should be would be no progress, and go on for ever.
        if !due.isEmpty { return step(limited(due), .purge, parts) }
        let pair = limited(small.sorted { $0.rowCount < $1.rowCount })
        return pair.count > 1 ? step(pair, .purge, parts) : nil
    }

    /// The tier of a part; nil where it is large enough.
    package func tier(of part: CompactionPart) -> Int? {
        let live = part.liveBytes
        guard live < settings.partBytesTarget / 2 else { return nil }
        var tier = 0
        var bytes = settings.tierBytesMin
        while live >= bytes {
            tier += 1
            bytes *= settings.tierPartCount
        }
        return tier
    }

    /// How much a part is over what masked rows may cost; it is written anew from 1 on.
    private func score(of part: CompactionPart) -> Double {
        let maskedBytes = part.byteCount - part.liveBytes
        guard part.maskedCount > 0 else { return 0 }
        let share = Double(part.maskedCount * 100) / Double(part.rowCount)
        let vectors = Double(part.vectorBytesWritten) / Double(max(1, part.byteCount))
        return max(
            maskedBytes >= settings.maskedBytesMin
                ? share / Double(settings.maskedPercentMax) : 0,
            vectors / Double(settings.vectorFactorMax))
    }

    /// Merges a tier and those below, and those above that would be full with what comes of it.
    private func crowdedStep(
        _ tier: Int, _ tiers: [Int?: [CompactionPart]], _ parts: [CompactionPart]
    ) -> Step {
        var chosen: [CompactionPart] = []
        // The tier itself first: limits may leave the rest out.
        for level in stride(from: tier, through: 0, by: -1) { chosen += tiers[level] ?? [] }
        var taken = limited(chosen, atLeast: 2)
        var top = tier
        while taken.count == chosen.count {
            var merged = CompactionPart(
                name: "", byteCount: taken.reduce(0) { $0 + $1.liveBytes }, rowCount: 1,
                maskedCount: 0, isSorted: true)
            merged.rowCount = max(1, taken.reduce(0) { $0 + $1.rowCount - $1.maskedCount })
            guard let next = self.tier(of: merged), next > top,
                let full = tiers[next], full.count + 1 >= settings.tierPartCount
            else { break }
            for level in top + 1...next { chosen += tiers[level] ?? [] }
            let more = limited(chosen, atLeast: 2)
            guard more.count == chosen.count else { break }
            taken = more
            top = next
        }
        return step(taken, .tier(tier), parts)
    }

    /// Writes a part anew, with others that will be due.
    private func maskedStep(_ worst: CompactionPart, _ parts: [CompactionPart]) -> Step {
        let others = parts.filter { $0 != worst && score(of: $0) >= 0.5 }.sorted { left, right in
            let scores = (score(of: left), score(of: right))
            return scores.0 == scores.1 ? left.name < right.name : scores.0 > scores.1
        }
        return step(limited([worst] + others), .masked, parts)
    }

    /// The first parts that may be merged at once.
    ///
    /// - Parameter atLeast: How many are taken whatever they measure: one alone makes no progress
    ///   where there are too many.
    private func limited(
        _ parts: [CompactionPart], atLeast: Int = 1
    ) -> [CompactionPart] {
        var taken: [CompactionPart] = []
        var bytes = 0
        var rows = 0
        for part in parts {
            guard taken.count < settings.stepPartsMax else { break }
            bytes += part.byteCount
            rows += part.rowCount
            guard
                taken.count < atLeast
                    || bytes <= settings.stepBytesMax && rows <= settings.stepRowsMax
            else { break }
            taken.append(part)
        }
        return taken
    }

    /// A step with its parts in the order of the table's.
    private func step(
        _ chosen: [CompactionPart], _ reason: Reason, _ parts: [CompactionPart]
    ) -> Step {
        let names = Set(chosen.map(\.name))
        return Step(parts: parts.filter { names.contains($0.name) }, reason: reason)
    }
}
