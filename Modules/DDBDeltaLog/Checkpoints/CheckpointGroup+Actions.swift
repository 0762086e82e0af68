extension CheckpointGroup {
    func transactions() throws(DeltaError) -> [SetTransaction] {
        let names = try required(try texts("appId"), "appId")
        let versions = try required(try integers("version"), "version")
        let times = try integers("lastUpdated")
        return (0..<count).map {
            SetTransaction(appId: names[$0], version: versions[$0], lastUpdated: times[$0])
        }
    }

    func files() throws(DeltaError) -> [AddFile] {
        let paths = try required(try texts("path"), "path")
        let partitionValues = try maps("partitionValues")
        let sizes = try required(try integers("size"), "size")
        let times = try integers("modificationTime")
        let statistics = try statistics()
        let tags = try maps("tags")
        let vectors = try deletionVectors()
        let rowIds = try integers("baseRowId")
        let commitVersions = try integers("defaultRowCommitVersion")
        let providers = try texts("clusteringProvider")
        guard sizes.allSatisfy({ $0 >= 0 }) else {
            throw DeltaError(.corrupt, "The field 'size' of the action 'add' is negative.")
        }
        return (0..<count).map { index in
            var file = AddFile(
                path: LogPath.decode(paths[index]),
                partitionValues: partitionValues[index] ?? [:], byteCount: sizes[index],
                modificationTime: times[index] ?? 0, dataChange: false,
                statistics: statistics[index], tags: tags[index] ?? [:],
                deletionVector: vectors[index])
            file.baseRowId = rowIds[index]
            file.defaultRowCommitVersion = commitVersions[index]
            file.clusteringProvider = providers[index]
            return file
        }
    }

    func removals() throws(DeltaError) -> [RemoveFile] {
        let paths = try required(try texts("path"), "path")
        let times = try integers("deletionTimestamp")
        let partitionValues = try maps("partitionValues")
        let sizes = try integers("size")
        let vectors = try deletionVectors()
        return (0..<count).map { index in
            RemoveFile(
                path: LogPath.decode(paths[index]), deletionTimestamp: times[index],
                dataChange: false, partitionValues: partitionValues[index],
                byteCount: sizes[index], deletionVector: vectors[index])
        }
    }

    func metadata() throws(DeltaError) -> [TableMetadata] {
        let ids = try required(try texts("id"), "id")
        let names = try texts("name")
        let comments = try texts("description")
        let providers = try texts("format", "provider")
        let schemas = try texts("schemaString")
        let columns = try lists("partitionColumns")
        let configurations = try maps("configuration")
        let times = try integers("createdTime")
        return (0..<count).map { index in
            var metadata = TableMetadata(
                id: ids[index], formatProvider: providers[index] ?? "parquet",
                schemaString: schemas[index])
            metadata.name = names[index]
            metadata.comment = comments[index]
            metadata.partitionColumns = columns[index] ?? []
            metadata.configuration = (configurations[index] ?? [:]).compactMapValues { $0 }
            metadata.createdTime = times[index]
            return metadata
        }
    }

    func protocols() throws(DeltaError) -> [ProtocolVersion] {
        let readers = try required(try integers("minReaderVersion"), "minReaderVersion")
        let writers = try required(try integers("minWriterVersion"), "minWriterVersion")
        let readerFeatures = try lists("readerFeatures")
        let writerFeatures = try lists("writerFeatures")
        return (0..<count).map { index in
            ProtocolVersion(
                minReaderVersion: readers[index], minWriterVersion: writers[index],
                // Some writers lay down an empty list where the version has none.
                readerFeatures: readers[index] < 3
                    ? nil : readerFeatures[index]?.map(TableFeature.init),
                writerFeatures: writers[index] < 7
                    ? nil : writerFeatures[index]?.map(TableFeature.init))
        }
    }

    func domains() throws(DeltaError) -> [DomainMetadata] {
        let names = try required(try texts("domain"), "domain")
        let configurations = try texts("configuration")
        let removed = try truths("removed")
        return (0..<count).map { index in
            DomainMetadata(
                domain: names[index], configuration: configurations[index] ?? "",
                isRemoved: removed[index] ?? false)
        }
    }

    /// The values of a column that no row may lack.
    func required<Value>(_ values: [Value?], _ column: String) throws(DeltaError) -> [Value] {
        var all: [Value] = []
        all.reserveCapacity(values.count)
        for value in values {
            guard let value else {
                throw DeltaError(
                    .corrupt, "The action '\(name)' lacks the field '\(column)' in a checkpoint.")
            }
            all.append(value)
        }
        return all
    }

    /// The statistics as text; where a writer has left them as columns only, the number of rows.
    private func statistics() throws(DeltaError) -> [String?] {
        let texts = try texts("stats")
        let counts = try integers("stats_parsed", "numRecords")
        let tight = try truths("stats_parsed", "tightBounds")
        return texts.indices.map { index in
            if let text = texts[index] { return text }
            return counts[index].map { FileStatistics(rowCount: $0, isTight: tight[index]).text }
        }
    }

    private func deletionVectors() throws(DeltaError) -> [DeletionVectorDescriptor?] {
        let storages = try texts("deletionVector", "storageType")
        let paths = try texts("deletionVector", "pathOrInlineDv")
        let offsets = try integers("deletionVector", "offset")
        let sizes = try integers("deletionVector", "sizeInBytes")
        let cardinalities = try integers("deletionVector", "cardinality")
        let greatest = try integers("deletionVector", "maxRowIndex")
        var vectors: [DeletionVectorDescriptor?] = []
        vectors.reserveCapacity(count)
        for index in 0..<count {
            guard let text = storages[index] else {
                vectors.append(nil)
                continue
            }
            guard let storage = DeletionVectorDescriptor.Storage(rawValue: text),
                let path = paths[index], let size = sizes[index],
                let cardinality = cardinalities[index]
            else {
                throw DeltaError(.corrupt, "A deletion vector in a checkpoint is not whole.")
            }
            var vector = DeletionVectorDescriptor(
                storage: storage, pathOrInlineDv: path, offset: offsets[index], sizeInBytes: size,
                cardinality: cardinality)
            vector.maxRowIndex = greatest[index]
            try vector.check()
            vectors.append(vector)
        }
        return vectors
    }
}
