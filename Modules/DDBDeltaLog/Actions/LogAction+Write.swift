import DDBJSON

extension LogAction {
    /// Writes the action as a line.
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        switch self {
        case .add(let file):
            writer.name("add")
            file.write(to: &writer)
        case .remove(let file):
            writer.name("remove")
            file.write(to: &writer)
        case .metaData(let metadata):
            writer.name("metaData")
            metadata.write(to: &writer)
        case .protocolVersion(let version):
            writer.name("protocol")
            version.write(to: &writer)
        case .commitInfo(let info):
            writer.name("commitInfo")
            writer.value(.object(info.members))
        case .transaction(let transaction):
            writer.name("txn")
            transaction.write(to: &writer)
        case .domainMetadata(let metadata):
            writer.name("domainMetadata")
            metadata.write(to: &writer)
        case .changeData(let file):
            writer.name("cdc")
            file.write(to: &writer)
        }
        writer.endObject()
        writer.endLine()
    }
}

extension JSONWriter {
    mutating func member(_ name: String, _ value: String?) {
        guard let value else { return }
        self.name(name)
        string(value)
    }

    mutating func member(_ name: String, _ value: Int64?) {
        guard let value else { return }
        self.name(name)
        integer(value)
    }

    mutating func member(_ name: String, _ value: Bool) {
        self.name(name)
        bool(value)
    }

    mutating func member(_ name: String, _ values: [String]) {
        self.name(name)
        beginArray()
        for value in values { string(value) }
        endArray()
    }

    /// Ordered by name, so that equal actions are equal bytes.
    mutating func member(_ name: String, _ values: [String: String?]) {
        self.name(name)
        beginObject()
        let names = values.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        for key in names {
            self.name(key)
            if case .some(.some(let value)) = values[key] { string(value) } else { null() }
        }
        endObject()
    }
}

extension AddFile {
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("path", LogPath.encode(path))
        writer.member("partitionValues", partitionValues)
        writer.member("size", byteCount)
        writer.member("modificationTime", modificationTime)
        writer.member("dataChange", dataChange)
        writer.member("stats", statistics)
        if !tags.isEmpty { writer.member("tags", tags) }
        deletionVector?.write(to: &writer)
        writer.member("baseRowId", baseRowId)
        writer.member("defaultRowCommitVersion", defaultRowCommitVersion)
        writer.member("clusteringProvider", clusteringProvider)
        writer.endObject()
    }
}

extension RemoveFile {
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("path", LogPath.encode(path))
        writer.member("deletionTimestamp", deletionTimestamp)
        writer.member("dataChange", dataChange)
        if let partitionValues, let byteCount {
            writer.member("extendedFileMetadata", true)
            writer.member("partitionValues", partitionValues)
            writer.member("size", byteCount)
        }
        deletionVector?.write(to: &writer)
        writer.endObject()
    }
}

extension DeletionVectorDescriptor {
    func write(to writer: inout JSONWriter) {
        writer.name("deletionVector")
        writer.beginObject()
        writer.member("storageType", storage.rawValue)
        writer.member("pathOrInlineDv", pathOrInlineDv)
        writer.member("offset", offset)
        writer.member("sizeInBytes", sizeInBytes)
        writer.member("cardinality", cardinality)
        writer.member("maxRowIndex", maxRowIndex)
        writer.endObject()
    }
}

extension TableMetadata {
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("id", id)
        writer.member("name", name)
        writer.member("description", comment)
        writer.name("format")
        writer.beginObject()
        writer.member("provider", formatProvider)
        writer.member("options", [:])
        writer.endObject()
        writer.member("schemaString", schemaString)
        writer.member("partitionColumns", partitionColumns)
        writer.member("configuration", configuration)
        writer.member("createdTime", createdTime)
        writer.endObject()
    }
}

extension ProtocolVersion {
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("minReaderVersion", minReaderVersion)
        writer.member("minWriterVersion", minWriterVersion)
        if let readerFeatures { writer.member("readerFeatures", readerFeatures.map(\.name)) }
        if let writerFeatures { writer.member("writerFeatures", writerFeatures.map(\.name)) }
        writer.endObject()
    }
}

extension SetTransaction {
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("appId", appId)
        writer.member("version", version)
        writer.member("lastUpdated", lastUpdated)
        writer.endObject()
    }
}

extension DomainMetadata {
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("domain", domain)
        writer.member("configuration", configuration)
        writer.member("removed", isRemoved)
        writer.endObject()
    }
}

extension ChangeDataFile {
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("path", LogPath.encode(path))
        writer.member("partitionValues", partitionValues)
        writer.member("size", byteCount)
        writer.member("dataChange", false)
        writer.endObject()
    }
}
