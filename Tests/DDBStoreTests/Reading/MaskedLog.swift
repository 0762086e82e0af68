import DDBBase
import DDBDeltaLog
import DDBStorage
import DDBTestKit
import Testing

/// Masks rows of a table's parts by commits of its own, without the store's writer.
struct MaskedLog {
    let table: DeltaTable
    var snapshot: TableSnapshot

    init(_ blobs: any BlobStore, table name: String = "t") async throws {
        table = DeltaTable(store: blobs, path: name)
        snapshot = try await table.snapshot()
    }

    /// Masks rows of files in one commit, beside those that are masked.
    ///
    /// - Parameter inlineByteCountMax: Vectors up to this size stand in the log.
    mutating func mask(_ masks: [String: RowSet], inlineByteCountMax: Int = 512) async throws {
        var actions: [LogAction] = []
        if snapshot.metadata.configuration[TableSnapshot.deletionVectorsProperty] == nil {
            var metadata = snapshot.metadata
            metadata.configuration[TableSnapshot.deletionVectorsProperty] = "true"
            let features = (snapshot.protocolVersion.writerFeatures ?? []) + [.deletionVectors]
            actions = [
                .protocolVersion(ProtocolVersion(requiring: Set(features))), .metaData(metadata),
            ]
        }
        var vectors = DeletionVectorBuilder(
            inlineByteCountMax: inlineByteCountMax,
            random: SeededRandom(seed: UInt64(snapshot.version) + 77))
        for (path, rows) in masks.sorted(by: { $0.key < $1.key }) where !rows.isEmpty {
            let file = try #require(snapshot.files.first { $0.path == path })
            let masked = try await table.deletedRows(of: file)
            let all = masked.union(rows)
            // A file that goes and comes with one vector is, to other readers, gone.
            guard all.count > masked.count else { continue }
            actions += try file.maskingActions(by: vectors.add(all), at: 2000)
        }
        try await table.write(vectors)
        try await commit(actions)
    }

    /// Commits and follows.
    mutating func commit(_ actions: [LogAction]) async throws {
        let info = CommitInfo(timestamp: 2000, operation: "MERGE", engine: "test")
        let commit = try TableCommit(actions, info: info)
        let outcome = try await table.commit(commit, onto: snapshot)
        guard case .committed(let version) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        try snapshot.apply(commit, version: version)
    }
}
