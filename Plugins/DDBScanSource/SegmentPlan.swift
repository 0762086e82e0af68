import DDBAttributes
import DDBPipeline

/// Which segments are read, and from where.
struct SegmentPlan: Sendable {
    /// A segment that is not read to its end.
    struct Segment: Sendable {
        let number: Int
        let partition: Partition
        /// The key after which it goes on; nil at its beginning.
        var start: WireItem?
    }

    let segmentCount: Int
    private(set) var segments: [Segment] = []

    /// Makes the plan of a run: that of the run that left the positions, or a new one.
    ///
    /// - Parameters:
    ///   - table: The id of the table; one that was made anew has another.
    ///   - segmentCount: For a new plan.
    /// - Throws: `PipelineError` where the positions are of another table, or are none.
    init(table: String, positions: PositionMap, segmentCount: Int) throws {
        var count: Int?
        for progress in positions.progress {
            let parts = progress.partition.id.split(
                separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 3, parts[0] == table, let number = Int(parts[1]),
                let total = Int(parts[2]), (1...1_000_000).contains(total),
                (0..<total).contains(number), count == nil || count == total
            else {
                throw PipelineError(
                    .sourceFailed,
                    "The positions are not of a scan of this table: it was made anew, or another"
                        + " one was read. Begin with an empty target, or with other positions.",
                    component: ScanSource.spec.title, disposition: .reconfigure)
            }
            count = total
        }
        self.segmentCount = count ?? segmentCount
        for number in 0..<self.segmentCount {
            let partition = try Partition("\(table)/\(number)/\(self.segmentCount)")
            let entry = positions[partition]
            if entry?.isFinished == true { continue }
            segments.append(
                Segment(
                    number: number, partition: partition,
                    start: try entry.map { try Self.key($0.position) }))
        }
    }

    private static func key(_ position: Position) throws -> WireItem {
        let bytes = Array(position.text.utf8)
        do throws(AttributeError) {
            return try unsafe WireItem(wire: bytes.span.bytes)
        } catch {
            throw PipelineError(
                .sourceFailed, "A position is no key: \(error.message)",
                component: ScanSource.spec.title, disposition: .reconfigure, cause: error)
        }
    }
}
