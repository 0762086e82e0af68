import DDBParquet

/// The columns of a checkpoint in Parquet.
///
/// Specification: Delta protocol, "Checkpoint Schema".
enum CheckpointSchema {
    static let transaction = CheckpointColumn<SetTransaction>(
        "txn",
        .group(
            [
                .init("appId", .text { $0.appId }),
                .init("version", .integer { $0.version }),
                .init("lastUpdated", .integer { $0.lastUpdated }),
            ], isPresent: { _ in true }))

    static let add = CheckpointColumn<AddFile>(
        "add",
        .group(
            [
                .init("path", .text { LogPath.encode($0.path) }),
                .init("partitionValues", .map { $0.partitionValues }),
                .init("size", .integer { $0.byteCount }),
                .init("modificationTime", .integer { $0.modificationTime }),
                // Rows of a checkpoint tell what is there, not what changes.
                .init("dataChange", .truth { _ in false }),
                .init("stats", .text { $0.statistics }),
                .init("tags", .map { $0.tags.isEmpty ? nil : $0.tags }),
                vector(\.deletionVector),
                .init("baseRowId", .integer { $0.baseRowId }),
                .init("defaultRowCommitVersion", .integer { $0.defaultRowCommitVersion }),
                .init("clusteringProvider", .text { $0.clusteringProvider }),
            ], isPresent: { _ in true }))

    static let remove = CheckpointColumn<RemoveFile>(
        "remove",
        .group(
            [
                .init("path", .text { LogPath.encode($0.path) }),
                .init("deletionTimestamp", .integer { $0.deletionTimestamp }),
                .init("dataChange", .truth { _ in false }),
                .init(
                    "extendedFileMetadata",
                    .truth { $0.partitionValues != nil && $0.byteCount != nil }),
                .init("partitionValues", .map { $0.partitionValues }),
                .init("size", .integer { $0.byteCount }),
                vector(\.deletionVector),
            ], isPresent: { _ in true }))

    static let metadata = CheckpointColumn<TableMetadata>(
        "metaData",
        .group(
            [
                .init("id", .text { $0.id }),
                .init("name", .text { $0.name }),
                .init("description", .text { $0.comment }),
                .init(
                    "format",
                    .group(
                        [
                            .init("provider", .text { $0.formatProvider }),
                            .init("options", .map { _ in [:] }),
                        ], isPresent: { _ in true })),
                .init("schemaString", .text { $0.schemaString }),
                .init("partitionColumns", .texts { $0.partitionColumns }),
                .init("configuration", .map { $0.configuration.mapValues { $0 } }),
                .init("createdTime", .integer { $0.createdTime }),
            ], isPresent: { _ in true }))

    static let protocolVersion = CheckpointColumn<ProtocolVersion>(
        "protocol",
        .group(
            [
                .init("minReaderVersion", .integer32 { $0.minReaderVersion }),
                .init("minWriterVersion", .integer32 { $0.minWriterVersion }),
                .init("readerFeatures", .texts { $0.readerFeatures?.map(\.name) }),
                .init("writerFeatures", .texts { $0.writerFeatures?.map(\.name) }),
            ], isPresent: { _ in true }))

    static let domain = CheckpointColumn<DomainMetadata>(
        "domainMetadata",
        .group(
            [
                .init("domain", .text { $0.domain }),
                .init("configuration", .text { $0.configuration }),
                .init("removed", .truth { $0.isRemoved }),
            ], isPresent: { _ in true }))

    /// The schema of a checkpoint in one file.
    static func make() throws(ParquetError) -> ParquetSchema {
        try ParquetSchema([
            transaction.node, add.node, remove.node, metadata.node, protocolVersion.node,
            domain.node,
        ])
    }

    private static func vector<Action>(
        _ descriptor: @escaping @Sendable (Action) -> DeletionVectorDescriptor?
    ) -> CheckpointColumn<Action> {
        CheckpointColumn(
            "deletionVector",
            .group(
                [
                    .init("storageType", .text { descriptor($0)?.storage.rawValue }),
                    .init("pathOrInlineDv", .text { descriptor($0)?.pathOrInlineDv }),
                    .init("offset", .integer32 { descriptor($0)?.offset }),
                    .init("sizeInBytes", .integer32 { descriptor($0)?.sizeInBytes }),
                    .init("cardinality", .integer { descriptor($0)?.cardinality }),
                    .init("maxRowIndex", .integer { descriptor($0)?.maxRowIndex }),
                ], isPresent: { descriptor($0) != nil }))
    }
}
