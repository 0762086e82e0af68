import DDBBase
import DDBStorage

extension DeltaTable {
    /// Lists the log, from a version on or whole.
    func listLog(from version: Int64?) async throws -> LogListing {
        LogListing(try await listLogFiles(from: version).map { ($0.file, $0.modified) })
    }

    /// The files of the log that are named by the protocol, with their paths in the store.
    func listLogFiles(
        from version: Int64?
    ) async throws -> [(path: String, file: LogFile, modified: Instant)] {
        var files: [(path: String, file: LogFile, modified: Instant)] = []
        // All names of a version begin with its digits.
        var next = version.map { storePath(LogPath.folder) + "/" + LogPath.digits($0) }
        repeat {
            let page = try await logPage(after: next)
            for entry in page.entries {
                guard let file = logFile(entry) else { continue }
                files.append((entry.path, file, entry.attributes.modified))
            }
            next = page.next
            guard files.count <= settings.logFileCountMax else {
                throw DeltaError(
                    .tooLarge, "The log has more than \(settings.logFileCountMax) files.",
                    location: path)
            }
        } while next != nil
        return files
    }

    /// A page of what is in the log's folder.
    func logPage(after path: String?) async throws -> BlobPage {
        // The names of all versions begin with a zero: none has twenty digits.
        try await store.list(prefix: storePath(LogPath.folder) + "/0", startingAfter: path)
    }

    /// What a file directly in the log's folder is; nil for others, and those in folders below it.
    func logFile(_ entry: BlobEntry) -> LogFile? {
        let rest = entry.path.utf8.dropFirst(storePath(LogPath.folder).utf8.count + 1)
        return LogFile(String(decoding: rest, as: UTF8.self))
    }

    /// The last of the versions that can be read that was committed at a moment or before; nil
    /// where the log does not reach back so far.
    ///
    /// Clocks of writers differ, so a file may be older than its predecessor; versions count as at
    /// least as late as those before them.
    func lastVersion(
        asOf moment: Instant, in listing: LogListing, upTo latest: TableSnapshot
    ) async throws -> Int64? {
        guard let oldest = listing.oldestReadable, oldest <= latest.version else { return nil }
        let commits = listing.commits.filter { (oldest...latest.version).contains($0.version) }
        let split = latest.firstVersionWithTime ?? .max
        // Times in commits rise, so few of them need to be read.
        let timed = commits.filter { $0.version >= split }
        var (low, high) = (0, timed.count)
        while low < high {
            let middle = (low + high) / 2
            if try await time(of: timed[middle].version) > moment {
                high = middle
            } else {
                low = middle + 1
            }
        }
        if low > 0 { return timed[low - 1].version }
        var time = Instant(microseconds: .min)
        var found: Int64?
        for commit in commits where commit.version < split {
            time = max(time, commit.modified)
            if time > moment { break }
            found = commit.version
        }
        return found
    }

    private func time(of version: Int64) async throws -> Instant {
        guard let told = try await readCommit(version)?.info?.inCommitTimestamp else {
            throw DeltaError(
                .corrupt, "Commit \(version) has no time, and the table promises one in each.",
                location: storePath(LogPath.commit(version)))
        }
        return Instant(milliseconds: told)
    }
}

extension TableSnapshot {
    /// The first version whose commit tells its own time, or nil where none does.
    fileprivate var firstVersionWithTime: Int64? {
        guard metadata.isOn("delta.enableInCommitTimestamps") else { return nil }
        return metadata.configuration["delta.inCommitTimestampEnablementVersion"]
            .flatMap { Int64($0) } ?? 0
    }
}
