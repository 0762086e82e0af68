import DDBBase
import DDBDeltaLog
import DDBSchema
import Synchronization

extension TableLoad {
    /// Makes a table of parts that all fit its columns.
    func commit(_ layout: TableLayout, _ parts: [WrittenPart]) async throws -> Int64 {
        let now = time.now
        var actions: [LogAction] = [
            .protocolVersion(protocolVersion(layout)), .metaData(metadata(layout, now)),
        ]
        actions += (snapshot?.files ?? []).map { .remove($0.removal(at: now.milliseconds)) }
        actions += parts.map { .add($0.addFile(modified: now)) }
        let commit = try TableCommit(
            actions,
            info: CommitInfo(
                timestamp: now.milliseconds, operation: "CREATE OR REPLACE TABLE AS SELECT",
                parameters: [("mode", snapshot == nil ? "ErrorIfExists" : "Overwrite")],
                engine: "ddbkit"),
            random: random)
        return try await put(commit)
    }

    /// Puts the commit into the log, more than once where the store fails on the way.
    private func put(_ commit: TableCommit) async throws -> Int64 {
        isCommitting.withLock { $0 = true }
        var failure: any Error = CancellationError()
        for _ in 0..<Self.commitTriesMax {
            do {
                switch try await log.commit(commit, onto: snapshot) {
                case .committed(let version): return version
                case .retryable(let cause), .unconfirmed(_, let cause): failure = cause
                case .conflict:
                    isCommitting.withLock { $0 = false }
                    throw StoreError(
                        .conflict,
                        "Somebody else wrote to the table '\(target.folder)' during the load; "
                            + "nothing was changed. Load again.")
                }
            } catch let error as StoreError {
                throw error
            } catch {
                failure = error
                break
            }
        }
        guard await isUnchanged() else {
            throw StoreError(
                .outcomeUnknown,
                "The store failed while the table '\(target.folder)' was committed, so it is the old "
                    + "one or the new one: look with `ddbkit store ls`, and load again with --replace.",
                cause: failure)
        }
        isCommitting.withLock { $0 = false }
        throw failure
    }

    /// Whether the log certainly is as it was before the commit.
    private func isUnchanged() async -> Bool {
        do {
            let version = try await log.exists() ? await log.snapshot().version : nil
            return version == snapshot?.version
        } catch {
            return false
        }
    }

    private static let commitTriesMax = 3

    private func protocolVersion(_ layout: TableLayout) -> ProtocolVersion {
        var features: Set<TableFeature> = layout.columns.usesColumnMapping ? [.columnMapping] : []
        // A table's protocol never goes back: readers of older versions rely on it.
        features.formUnion(snapshot?.protocolVersion.writerFeatures ?? [])
        return ProtocolVersion(requiring: features)
    }

    private func metadata(_ layout: TableLayout, _ now: Instant) -> TableMetadata {
        var properties = options.properties
        properties[TableProperty.mode] = layout.mode.rawValue
        properties[TableProperty.keys] = TableProperty.text(of: layout.columns.keys)
        for (name, value) in layout.mappingProperties { properties[name] = value }
        return TableMetadata(
            id: snapshot?.metadata.id ?? random.uuid(), name: target.folder,
            schema: layout.deltaSchema,
            createdTime: snapshot?.metadata.createdTime ?? now.milliseconds,
            configuration: properties)
    }
}
