import DDBBase
import DDBDeltaLog
import DDBStorage
import DDBStore
import DDBTestKit
import Testing

/// A table of made-up files whose versions a test remembers: which files each needs.
struct VacuumModel {
    static let second: Int64 = 1_000_000

    let disk: MemoryBlobStore
    let time: ManualTimeSource
    let random: SeededRandom
    let table: DeltaTable
    private(set) var snapshot: TableSnapshot
    /// The files of each version, and when it was committed.
    private(set) var versions: [(files: Set<String>, committed: Instant)] = []
    private let retention: TableRetention

    /// Makes a table that keeps what it no longer needs for some seconds.
    init(seed: UInt64, keeping seconds: Int64) async throws {
        time = ManualTimeSource()
        disk = MemoryBlobStore(time: time)
        random = SeededRandom(seed: seed)
        table = DeltaTable(store: disk, path: "t")
        retention = TableRetention(
            logMicroseconds: seconds * Self.second, deletedFileMicroseconds: seconds * Self.second)
        let metadata = TableMetadata(
            id: random.uuid(), name: "t", schema: DeltaSchema([DeltaField("pk", .string)]),
            configuration: retention.properties.merging([
                "ddbkit.mode": "latest", "ddbkit.keys": "[\"pk\"]",
                TableSnapshot.deletionVectorsProperty: "true",
            ]) { $1 })
        let actions: [LogAction] = [
            .protocolVersion(ProtocolVersion(requiring: [.deletionVectors, .domainMetadata])),
            .metaData(metadata),
        ]
        _ = try await table.commit(TableCommit(actions, info: Self.info, random: random), onto: nil)
        snapshot = try await table.snapshot()
        remember()
    }

    private static let info = CommitInfo(timestamp: 0, operation: "MERGE", engine: "test")

    /// The store as a vacuum sees it.
    func store(over blobs: (any BlobStore)? = nil) -> TableStore {
        TableStore(blobs ?? disk, random: random, time: time)
    }

    /// Writes a file that no commit names yet.
    func write(_ name: String) async throws {
        _ = try await disk.put("t/" + name, [1, 2, 3], condition: .always)
    }

    /// Commits a part.
    mutating func add() async throws {
        let name = "part-\(random.uuid()).parquet"
        try await write(name)
        try await commit([.add(Self.file(name))])
    }

    /// Takes a part out, where there is one.
    mutating func remove() async throws {
        guard let file = anyFile() else { return }
        try await commit([.remove(file.removal(at: time.now.milliseconds))])
    }

    /// Gives a part another vector, in a file of its own.
    mutating func mask() async throws {
        guard let file = anyFile() else { return }
        var vectors = DeletionVectorBuilder(inlineByteCountMax: 0, random: random)
        let rows = try await deletedRows(file).union(RowSet([random.number(below: 1000)]))
        let vector = vectors.add(rows)
        try await table.write(vectors)
        try await commit(file.maskingActions(by: vector, at: time.now.milliseconds))
    }

    private func deletedRows(_ file: AddFile) async throws -> RowSet {
        try await table.deletedRows(of: file)
    }

    /// Writes a checkpoint, which forgets what is old.
    mutating func checkpoint() async throws {
        let cutoff = retention.deletedFileCutoff(at: time.now)
        try await table.writeCheckpoint(of: snapshot, keepingTombstonesFrom: cutoff)
        snapshot.forgetTombstones(before: cutoff)
    }

    /// Deletes old versions of the log.
    func cleanLog(keeping pins: [Int64]) async throws {
        let cutoff = retention.logCutoff(at: time.now)
        if let plan = try await table.planLogCleanup(before: cutoff, keeping: pins) {
            try await table.cleanLog(plan, of: snapshot)
        }
    }

    /// The files that somebody needs: of each version that was the newest within the retention, and
    /// of those that are read.
    func needed(pins: [Int64]) -> Set<String> {
        let cutoff = time.now.advanced(byMicroseconds: -retention.deletedFileMicroseconds)
        var needed: Set<String> = []
        for (version, entry) in versions.enumerated() {
            let replaced = version + 1 < versions.count ? versions[version + 1].committed : nil
            if replaced.map({ $0 >= cutoff }) ?? true || pins.contains(Int64(version)) {
                needed.formUnion(entry.files)
            }
        }
        return needed
    }

    /// The data files and vectors that are there.
    var present: Set<String> {
        Set(
            disk.paths.map { String($0.dropFirst(2)) }.filter {
                !$0.hasPrefix("_delta_log/") && !$0.hasPrefix("_ddbkit/")
            })
    }

    private func anyFile() -> AddFile? {
        let files = snapshot.files
        return files.isEmpty ? nil : files[random.number(below: files.count)]
    }

    private static func file(_ name: String) -> AddFile {
        AddFile(
            path: name, byteCount: 3, modificationTime: 0,
            statistics: FileStatistics(rowCount: 1000).text)
    }

    mutating func commit(_ actions: [LogAction]) async throws {
        let commit = try TableCommit(actions, info: Self.info, random: random)
        guard case .committed(let version) = try await table.commit(commit, onto: snapshot) else {
            Issue.record("a commit did not come about")
            return
        }
        try snapshot.apply(commit, version: version)
        remember()
    }

    private mutating func remember() {
        var files: Set<String> = []
        for file in snapshot.files {
            files.insert(file.path)
            if let vector = try? file.deletionVector?.relativePath() { files.insert(vector) }
        }
        versions.append((files, time.now))
    }
}
