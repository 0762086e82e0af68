/// Which versions a listing of a log shows.
struct LogVersions {
    private(set) var commits: [Int64] = []
    private(set) var checkpoints: [Int64] = []

    mutating func add(_ kind: LogPath.Kind) {
        switch kind {
        case .commit(let version): commits.append(version)
        case .checkpoint(let version): checkpoints.append(version)
        case .other: break
        }
    }

    /// The version to read: the wanted one or the last.
    ///
    /// - Throws: Where the JSON commits from version 0 up to it are not all there.
    func last(_ wanted: Int64?, at path: String) throws(DeltaError) -> Int64 {
        guard let newest = [commits.max(), checkpoints.max()].compactMap({ $0 }).max() else {
            throw DeltaError(
                .notATable, "There is no Delta table at '\(path)': it has no _delta_log.",
                location: path)
        }
        let last = wanted ?? newest
        guard last >= 0, last <= newest else {
            throw DeltaError(
                .versionAbsent, "The table has no version \(last); its last is \(newest).",
                location: path)
        }
        let ordered = commits.sorted()
        var expected: Int64 = 0
        for version in ordered where version <= last {
            if version != expected { break }
            expected += 1
        }
        if expected > last { return last }
        if checkpoints.contains(where: { $0 <= last }) {
            throw DeltaError(
                .checkpointUnsupported,
                "Commit \(expected) of the table is gone and only a checkpoint has it; checkpoints "
                    + "are not supported yet, so the table cannot be read.", location: path)
        }
        throw DeltaError(
            .gap, "Commit \(expected) of the table's log is missing; the table cannot be read.",
            location: path)
    }
}
