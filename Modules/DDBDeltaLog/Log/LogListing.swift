import DDBBase

/// What a listing of a log shows, put in order: which versions can be read, and from what.
struct LogListing {
    /// A checkpoint that is whole.
    struct Checkpoint: Hashable {
        var version: Int64
        /// Its files, in order; one unless it has parts.
        var files: [CheckpointFile]
    }

    /// The versions with commits, rising, and when the files were written.
    private(set) var commits: [(version: Int64, modified: Instant)] = []
    /// The whole checkpoints, rising; of one version those in one file come last.
    private(set) var checkpoints: [Checkpoint] = []
    /// Whether there are parts of a checkpoint that lacks others.
    private(set) var hasIncompleteCheckpoint = false

    /// Puts files in order.
    init(_ files: [(file: LogFile, modified: Instant)]) {
        var parts: [PartKey: [CheckpointFile]] = [:]
        for (file, modified) in files {
            switch file {
            case .commit(let version): commits.append((version, modified))
            case .checkpoint(let file):
                if case .part(_, let count) = file.layout {
                    parts[PartKey(version: file.version, count: count), default: []].append(file)
                } else {
                    checkpoints.append(Checkpoint(version: file.version, files: [file]))
                }
            case .checksum, .compaction: break
            }
        }
        for (key, files) in parts {
            guard files.count == key.count else {
                hasIncompleteCheckpoint = true
                continue
            }
            // Numbers in names have ten digits, so their order is that of the names.
            let ordered = files.sorted { $0.name < $1.name }
            checkpoints.append(Checkpoint(version: key.version, files: ordered))
        }
        commits.sort { $0.version < $1.version }
        checkpoints.sort {
            ($0.version, -$0.files.count, $0.files[0].name)
                < ($1.version, -$1.files.count, $1.files[0].name)
        }
    }

    private struct PartKey: Hashable {
        var version: Int64
        var count: Int
    }

    /// The last version, or nil where there is none.
    var newest: Int64? {
        switch (commits.last?.version, checkpoints.last?.version) {
        case (let commit?, let checkpoint?): max(commit, checkpoint)
        case (let commit, let checkpoint): commit ?? checkpoint
        }
    }

    /// What there is to read a version from, the cheapest first; none where it cannot be read.
    func segments(to version: Int64) -> [LogSegment] {
        let firstCommit = firstOfRun(to: version)
        var segments: [LogSegment] = []
        for checkpoint in checkpoints.reversed() where checkpoint.version <= version {
            let isBridged =
                checkpoint.version == version
                || firstCommit.map { $0 <= checkpoint.version + 1 } ?? false
            guard isBridged else { break }
            segments.append(
                LogSegment(
                    checkpoint: checkpoint, commits: checkpoint.version + 1..<version + 1))
        }
        if firstCommit == 0 {
            segments.append(LogSegment(checkpoint: nil, commits: 0..<version + 1))
        }
        return segments
    }

    /// The first version from which every one up to and with the newest can be read; nil where not
    /// even that can.
    var oldestReadable: Int64? {
        guard let newest, let segment = segments(to: newest).last else { return nil }
        return segment.checkpoint?.version ?? 0
    }

    /// The first version of the commits that reach up to a version without a gap.
    private func firstOfRun(to version: Int64) -> Int64? {
        guard var index = commits.lastIndex(where: { $0.version <= version }),
            commits[index].version == version
        else { return nil }
        while index > 0, commits[index - 1].version == commits[index].version - 1 { index -= 1 }
        return commits[index].version
    }
}

/// What a version is read from: a checkpoint and the commits after it.
struct LogSegment: Hashable {
    var checkpoint: LogListing.Checkpoint?
    var commits: Range<Int64>
}
