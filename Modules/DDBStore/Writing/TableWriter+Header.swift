import DDBBase
import DDBDeltaLog
import DDBSchema
import Synchronization

extension TableWriter {
    /// The protocol and the metadata, where a commit changes them.
    func header(of plan: CommitPlan) throws -> [LogAction] {
        var header: [LogAction] = []
        let snapshot = snapshot
        let features = features(of: plan)
        if let snapshot {
            let known = Self.features(of: snapshot.protocolVersion)
            if !features.isSubset(of: known) {
                header.append(
                    .protocolVersion(ProtocolVersion(requiring: features.union(known))))
            }
        } else {
            header.append(.protocolVersion(ProtocolVersion(requiring: features)))
        }
        var metadata =
            snapshot?.metadata
            ?? TableMetadata(
                id: state.withLock { $0.tableID }, name: name, schema: plan.layout.deltaSchema,
                createdTime: time.now.milliseconds)
        if snapshot == nil || state.withLock({ $0.layout }) != plan.layout {
            metadata.schemaString = plan.layout.deltaSchema.text
            for (name, value) in plan.layout.mappingProperties {
                metadata.configuration[name] = value
            }
        }
        setProperties(&metadata, plan, features)
        if metadata != snapshot?.metadata { header.append(.metaData(metadata)) }
        return header
    }

    private func setProperties(
        _ metadata: inout TableMetadata, _ plan: CommitPlan, _ features: Set<TableFeature>
    ) {
        for (name, value) in options.properties { metadata.configuration[name] = value }
        metadata.configuration[TableProperty.mode] = plan.layout.mode.rawValue
        metadata.configuration[TableProperty.keys] = TableProperty.text(
            of: plan.layout.columns.keys)
        for (name, value) in options.retention.properties
        where metadata.configuration[name] == nil {
            metadata.configuration[name] = value
        }
        if features.contains(.deletionVectors) {
            metadata.configuration[TableSnapshot.deletionVectorsProperty] = "true"
        }
    }

    /// What software must know for the table after a commit.
    private func features(of plan: CommitPlan) -> Set<TableFeature> {
        var features: Set<TableFeature> = []
        for action in plan.actions {
            switch action {
            case .add(let file): if file.deletionVector != nil { features.insert(.deletionVectors) }
            case .domainMetadata: features.insert(.domainMetadata)
            case .remove, .metaData, .protocolVersion, .commitInfo, .transaction, .changeData:
                break
            }
        }
        if plan.layout.columns.usesColumnMapping { features.insert(.columnMapping) }
        return features
    }

    /// The features that a protocol names, or that its versions imply and that are used here.
    private static func features(of version: ProtocolVersion) -> Set<TableFeature> {
        var features = Set(version.readerFeatures ?? []).union(version.writerFeatures ?? [])
        if version.minReaderVersion == 2 { features.insert(.columnMapping) }
        return features
    }
}
