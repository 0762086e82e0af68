public import DDBBase
import DDBDeltaLog
public import DDBStorage

extension StoredTable {
    /// The most bytes of the checkpoint in a snapshot, which is made in memory.
    static let checkpointByteCountMax = 1 << 30

    /// Writes the table at its version into one file: a tar archive that restores anywhere.
    ///
    /// It holds the parts and their deletion vectors, a checkpoint with everything that the log
    /// says, the version's commit, and a manifest with sizes and CRC-32s. Parts whose checksum the
    /// log has are compared with it on the way. The file appears when it is whole and durable. It
    /// reads on the calling thread, a megabyte at a time.
    ///
    /// - Parameters:
    ///   - path: Where the archive goes; what is there is replaced.
    ///   - output: The store of that path.
    /// - Throws: ``StoreError/Code/damaged`` where a file is not what the log says;
    ///   ``StoreError/Code/unsupported`` or ``StoreError/Code/tooLarge`` where the table does not
    ///   fit the format; `DeltaError`, `StorageError`.
    public func writeSnapshot(
        to path: String, in output: any BlobStore, time: any TimeSource = SystemTimeSource()
    ) async throws -> SnapshotSummary {
        let checkpoint = try log.encodeCheckpoint(
            of: snapshot, byteCountMax: Self.checkpointByteCountMax)
        let blob = try await output.makeWriter(path)
        do {
            var writer = SnapshotWriter(
                blob, table: name, tableID: snapshot.metadata.id, version: version, time: time.now)
            for file in snapshot.files { try await add(file, to: &writer) }
            for vectors in try vectorPaths() {
                _ = try await writer.add(vectors, log.store.openReader(log.storePath(vectors)))
            }
            let commit = "_delta_log/" + Self.commitName(version)
            if try await log.store.attributes(log.storePath(commit)) != nil {
                _ = try await writer.add(commit, log.store.openReader(log.storePath(commit)))
            }
            for file in checkpoint { try await writer.add(file.path, file.bytes) }
            try await writer.finish()
            let summary = SnapshotSummary(
                table: name, version: version, partCount: snapshot.fileCount,
                byteCount: writer.byteCount)
            try await blob.finish()
            return summary
        } catch {
            await blob.abandon()
            throw error
        }
    }

    /// The name of a version's commit.
    static func commitName(_ version: Int64) -> String {
        let digits = String(version)
        return String(repeating: "0", count: max(0, 20 - digits.utf8.count)) + digits + ".json"
    }

    private func add(_ file: AddFile, to writer: inout SnapshotWriter) async throws {
        let blob = try await log.store.openReader(log.storePath(of: file))
        guard Int64(blob.byteCount) == file.byteCount else {
            throw damaged(file.path, "has another size than the log says")
        }
        let checksum = try await writer.add(file.path, blob)
        if let told = file.tags[PartChecksum.tag], let told,
            told != SnapshotManifest.text(of: checksum)
        {
            throw damaged(file.path, "has another checksum than the log says")
        }
    }

    private func damaged(_ path: String, _ what: String) -> StoreError {
        StoreError(
            .damaged,
            "The part '\(path)' of '\(name)' \(what), so no snapshot was made; run `ddbkit "
                + "store verify`.")
    }

    /// The files of deletion vectors, each once, in the order of the parts.
    private func vectorPaths() throws -> [String] {
        var seen: Set<[UInt8]> = []
        var paths: [String] = []
        for file in snapshot.files {
            guard let vector = file.deletionVector else { continue }
            guard vector.storage != .absolutePath else {
                throw StoreError(
                    .unsupported,
                    "The table '\(name)' has deletion vectors outside its folder, so "
                        + "that no snapshot can be made of it; compact it with what wrote it.")
            }
            if let path = try vector.relativePath(), seen.insert(Array(path.utf8)).inserted {
                paths.append(path)
            }
        }
        return paths
    }
}
