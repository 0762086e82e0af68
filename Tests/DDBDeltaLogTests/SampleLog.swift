import DDBBase
import DDBDeltaLog
import DDBStorage
import Testing

/// A log that tests build commit by commit.
struct SampleLog {
    static let info = CommitInfo(timestamp: 1000, operation: "WRITE", engine: "ddbkit/0")

    let table: DeltaTable
    var snapshot: TableSnapshot

    /// Creates a table with deletion vectors and domains.
    init(
        _ store: any BlobStore, settings: DeltaLogSettings = DeltaLogSettings(),
        properties: [String: String] = [:]
    ) async throws {
        table = DeltaTable(store: store, path: "t", settings: settings)
        let creation: [LogAction] = [
            .protocolVersion(ProtocolVersion(requiring: [.deletionVectors, .domainMetadata])),
            .metaData(
                TableMetadata(
                    id: "t", schema: DeltaSchema([DeltaField("pk", .string)]),
                    configuration: [TableSnapshot.deletionVectorsProperty: "true"]
                        .merging(properties) { $1 })),
        ]
        _ = try await table.commit(TableCommit(creation, info: Self.info), onto: nil)
        snapshot = try await table.snapshot()
    }

    init(table: DeltaTable, snapshot: TableSnapshot) {
        self.table = table
        self.snapshot = snapshot
    }

    /// Opens a table that is there.
    init(opening store: any BlobStore) async throws {
        table = DeltaTable(store: store, path: "t")
        snapshot = try await table.snapshot()
    }

    static func file(_ name: String, rows: Int64 = 10_000) -> AddFile {
        AddFile(
            path: name, byteCount: 100, modificationTime: 5,
            statistics: FileStatistics(rowCount: rows).text)
    }

    /// Commits and follows; fails where the commit did not come about.
    mutating func commit(_ actions: [LogAction]) async throws {
        let commit = try TableCommit(actions, info: Self.info)
        let outcome = try await table.commit(commit, onto: snapshot)
        guard case .committed(let version) = outcome else {
            throw UnexpectedOutcome(text: "\(outcome)")
        }
        try snapshot.apply(commit, version: version)
    }

    /// Commits files of one name each.
    mutating func add(_ names: String...) async throws {
        try await commit(names.map { .add(Self.file($0)) })
    }

    /// Deletes rows of a file.
    mutating func mask(
        _ name: String, _ rows: RowSet, inline: Int = 512,
        random: any RandomSource = SystemRandomSource()
    ) async throws {
        let file = try #require(snapshot.files.first { $0.path == name })
        var vectors = DeletionVectorBuilder(inlineByteCountMax: inline, random: random)
        let vector = vectors.add(try await table.deletedRows(of: file).union(rows))
        try await table.write(vectors)
        try await commit(file.maskingActions(by: vector, at: 2000))
    }

    @discardableResult
    func checkpoint() async throws -> WrittenCheckpoint {
        try await table.writeCheckpoint(of: snapshot, keepingTombstonesFrom: 0)
    }
}

struct UnexpectedOutcome: Error {
    let text: String
}

/// What two snapshots of one version must agree in, however they were read.
struct TableFacts: Hashable {
    var version: Int64
    var protocolVersion: ProtocolVersion
    var metadata: TableMetadata
    var files: Set<AddFile>
    var tombstones: Set<RemoveFile>
    var domains: [DomainMetadata]
    var transactions: [SetTransaction]
}

extension TableSnapshot {
    var facts: TableFacts {
        TableFacts(
            version: version, protocolVersion: protocolVersion, metadata: metadata,
            files: Set(
                files.map { file in
                    var file = file
                    file.dataChange = false
                    return file
                }),
            tombstones: Set(
                tombstones.map { file in
                    var file = file
                    file.dataChange = false
                    return file
                }), domains: domains, transactions: transactions)
    }
}
