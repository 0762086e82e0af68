extension AddFile {
    /// The file with other rows deleted, its statistics told true: bounds are no longer tight.
    ///
    /// - Parameters:
    ///   - vector: All rows of the file that are deleted, those deleted before among them.
    ///   - dataChange: Whether this changes what the table holds.
    /// - Throws: ``DeltaError/Code/invalidCommit`` where the statistics lack the number of rows or
    ///   have fewer than are deleted; ``DeltaError/Code/corrupt`` where they cannot be read.
    public func masked(
        by vector: DeletionVectorDescriptor, dataChange: Bool = true
    ) throws(DeltaError) -> AddFile {
        var file = self
        var statistics = try FileStatistics(text: statistics ?? "{}")
        statistics.isTight = false
        file.statistics = statistics.text
        file.deletionVector = vector
        file.dataChange = dataChange
        try file.checkDeletionVector()
        return file
    }

    /// The two actions that change which rows of the file are deleted: the file with its present
    /// vector goes, the file with the other comes.
    ///
    /// - Parameters:
    ///   - vector: All rows of the file that are deleted, those deleted before among them.
    ///   - milliseconds: When, since the epoch.
    public func maskingActions(
        by vector: DeletionVectorDescriptor, at milliseconds: Int64, dataChange: Bool = true
    ) throws(DeltaError) -> [LogAction] {
        [
            .remove(removal(at: milliseconds, dataChange: dataChange)),
            .add(try masked(by: vector, dataChange: dataChange)),
        ]
    }

    /// How many rows the file has that are not deleted, or nil where its statistics do not tell.
    ///
    /// - Throws: ``DeltaError/Code/corrupt``.
    public func liveRowCount(depthMax: Int = 100) throws(DeltaError) -> Int64? {
        guard let statistics,
            let rowCount = try FileStatistics(text: statistics, depthMax: depthMax).rowCount
        else { return nil }
        let (count, overflow) = rowCount.subtractingReportingOverflow(
            deletionVector?.cardinality ?? 0)
        guard !overflow, count >= 0, rowCount >= 0 else {
            throw DeltaError(
                .corrupt,
                "A file has fewer rows than its deletion vector deletes; restore the log.",
                location: LogPath.encode(path))
        }
        return count
    }

    /// Checks what the protocol demands of a file with a deletion vector.
    func checkDeletionVector() throws(DeltaError) {
        guard let deletionVector else { return }
        let statistics = try FileStatistics(text: statistics ?? "{}")
        guard let rowCount = statistics.rowCount else {
            throw DeltaError(
                .invalidCommit,
                "A file with a deletion vector needs statistics with the number of its rows.")
        }
        guard (1...max(rowCount, 1)).contains(deletionVector.cardinality), rowCount > 0 else {
            throw DeltaError(
                .invalidCommit,
                "A deletion vector deletes \(deletionVector.cardinality) of \(rowCount) rows; it "
                    + "must delete at least one and at most all.")
        }
    }
}
