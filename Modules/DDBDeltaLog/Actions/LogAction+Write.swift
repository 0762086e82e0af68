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

/// Members as the log wants them: empty lists and maps are written, for readers insist on them.
extension JSONWriter {
    mutating func entry(_ name: String, _ value: String?) {
        guard let value else { return }
        self.name(name)
        string(value)
    }

    mutating func entry(_ name: String, _ value: Int64?) {
        guard let value else { return }
        self.name(name)
        integer(value)
    }

    mutating func entry(_ name: String, _ value: Bool) {
        self.name(name)
        bool(value)
    }

    mutating func entry(_ name: String, _ values: [String]) {
        self.name(name)
        beginArray()
        for value in values { string(value) }
        endArray()
    }

    /// Ordered by name, so that equal actions are equal bytes.
    mutating func entry(_ name: String, _ values: [String: String?]) {
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
        writer.entry("path", LogPath.encode(path))
        writer.entry("partitionValues", partitionValues)
        writer.entry("size", byteCount)
        writer.entry("modificationTime", modificationTime)
        writer.entry("dataChange", dataChange)
        writer.entry("stats", statistics)
        if !tags.isEmpty { writer.entry("tags", tags) }
        deletionVector?.write(to: &writer)
        writer.entry("baseRowId", baseRowId)
        writer.entry("defaultRowCommitVersion", defaultRowCommitVersion)
        writer.entry("clusteringProvider", clusteringProvider)
        writer.endObject()
    }
}

extension RemoveFile {
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.entry("path", LogPath.encode(path))
        writer.entry("deletionTimestamp", deletionTimestamp)
        writer.entry("dataChange", dataChange)
        if let partitionValues, let byteCount {
            writer.entry("extendedFileMetadata", true)
            writer.entry("partitionValues", partitionValues)
            writer.entry("size", byteCount)
        }
        deletionVector?.write(to: &writer)
        writer.endObject()
    }
}

extension DeletionVectorDescriptor {
    func write(to writer: inout JSONWriter) {
        writer.name("deletionVector")
        writer.beginObject()
        writer.entry("storageType", storage.rawValue)
        writer.entry("pathOrInlineDv", pathOrInlineDv)
        writer.entry("offset", offset)
        writer.entry("sizeInBytes", sizeInBytes)
        writer.entry("cardinality", cardinality)
        writer.endObject()
    }
}

extension TableMetadata {
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.entry("id", id)
        writer.entry("name", name)
        writer.entry("description", comment)
        writer.name("format")
        writer.beginObject()
        writer.entry("provider", formatProvider)
        writer.entry("options", [:])
        writer.endObject()
        writer.entry("schemaString", schemaString)
        writer.entry("partitionColumns", partitionColumns)
        writer.entry("configuration", configuration)
        writer.entry("createdTime", createdTime)
        writer.endObject()
    }
}

extension ProtocolVersion {
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.entry("minReaderVersion", minReaderVersion)
        writer.entry("minWriterVersion", minWriterVersion)
        if let readerFeatures { writer.entry("readerFeatures", readerFeatures.map(\.name)) }
        if let writerFeatures { writer.entry("writerFeatures", writerFeatures.map(\.name)) }
        writer.endObject()
    }
}

extension SetTransaction {
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.entry("appId", appId)
        writer.entry("version", version)
        writer.entry("lastUpdated", lastUpdated)
        writer.endObject()
    }
}

extension DomainMetadata {
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.entry("domain", domain)
        writer.entry("configuration", configuration)
        writer.entry("removed", isRemoved)
        writer.endObject()
    }
}

extension ChangeDataFile {
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.entry("path", LogPath.encode(path))
        writer.entry("partitionValues", partitionValues)
        writer.entry("size", byteCount)
        writer.entry("dataChange", false)
        writer.endObject()
    }
}
