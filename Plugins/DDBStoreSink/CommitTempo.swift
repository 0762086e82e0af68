import DDBPipeline
import DDBStore

/// Slows commits down while they cost more for what they mask than for what they add.
///
/// A deletion vector is cumulative: each commit that masks rows of a part writes all of the part's
/// masks anew. Where the vectors of a commit are larger than its new rows, fewer commits of more
/// changes cost less for the same changes. Pure: it decides, and performs nothing.
struct CommitTempo: Sendable {
    /// The longest that commits are stretched, in times of the cadence that was asked for.
    static let factorMax = 10
    /// The longest interval that stretching makes of a shorter one.
    static let intervalMax = Duration.seconds(10)

    /// The most changes that wait for a commit, however far it is stretched: lanes may hold those
    /// of two commits, and take no more than ``WriterLimits/laneChangesMax``.
    static let rowCountMax = WriterLimits().laneChangesMax / 2

    private let base: CommitCadence
    private var factor = 1

    init(_ base: CommitCadence) {
        self.base = base
    }

    /// The cadence now.
    var cadence: CommitCadence {
        var cadence = base
        if factor > 1 {
            cadence.interval = max(base.interval, min(base.interval * factor, Self.intervalMax))
            let (stretched, isOver) = base.rowCountMax.multipliedReportingOverflow(by: factor)
            cadence.rowCountMax = isOver ? Self.rowCountMax : min(stretched, Self.rowCountMax)
        }
        return cadence
    }

    /// Takes in what a commit cost: doubles the tempo's stretch or takes half of it back.
    mutating func committed(_ summary: CommitSummary) {
        factor =
            summary.vectorByteCount > summary.byteCount
            ? min(factor * 2, Self.factorMax) : max(factor / 2, 1)
    }
}
