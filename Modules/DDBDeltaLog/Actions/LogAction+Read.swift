import DDBJSON

extension LogAction {
    /// Reads the actions of a line: one, or none where its kind is not known.
    static func read(_ line: JSONValue) throws(DeltaError) -> [LogAction] {
        guard let object = line.object else {
            throw DeltaError(.corrupt, "A line of a commit is not a JSON object.")
        }
        var actions: [LogAction] = []
        for member in object.members where !member.value.isNull {
            if let action = try read(member.name, member.value) { actions.append(action) }
        }
        return actions
    }

    private static func read(_ name: String, _ value: JSONValue) throws(DeltaError) -> LogAction? {
        switch name {
        case "add": .add(try AddFile(ActionReader(name, value)))
        case "remove": .remove(try RemoveFile(ActionReader(name, value)))
        case "metaData": .metaData(try TableMetadata(ActionReader(name, value)))
        case "protocol": .protocolVersion(try ProtocolVersion(ActionReader(name, value)))
        case "commitInfo": .commitInfo(CommitInfo(members: try ActionReader(name, value).members))
        case "txn": .transaction(try SetTransaction(ActionReader(name, value)))
        case "domainMetadata": .domainMetadata(try DomainMetadata(ActionReader(name, value)))
        case "cdc": .changeData(try ChangeDataFile(ActionReader(name, value)))
        default: nil
        }
    }
}

extension AddFile {
    init(_ reader: ActionReader) throws(DeltaError) {
        self.init(
            path: LogPath.decode(try reader.string("path")),
            partitionValues: try reader.texts("partitionValues") ?? [:],
            byteCount: try reader.integer("size"),
            modificationTime: try reader.optionalInteger("modificationTime") ?? 0,
            dataChange: try reader.bool("dataChange", default: true),
            statistics: try reader.optionalString("stats"),
            tags: try reader.texts("tags") ?? [:],
            deletionVector: try DeletionVectorDescriptor(in: reader))
        baseRowId = try reader.optionalInteger("baseRowId")
        defaultRowCommitVersion = try reader.optionalInteger("defaultRowCommitVersion")
        clusteringProvider = try reader.optionalString("clusteringProvider")
        guard (0...Self.byteCountMax).contains(byteCount) else {
            throw DeltaError(
                .corrupt, "The field 'size' of the action 'add' is no file's: \(byteCount).")
        }
    }

    /// The most bytes of a file: sums over all files of a table do not overflow.
    private static var byteCountMax: Int64 { 1 << 42 }
}

extension RemoveFile {
    init(_ reader: ActionReader) throws(DeltaError) {
        self.init(
            path: LogPath.decode(try reader.string("path")),
            deletionTimestamp: try reader.optionalInteger("deletionTimestamp"),
            dataChange: try reader.bool("dataChange", default: true),
            partitionValues: try reader.texts("partitionValues"),
            byteCount: try reader.optionalInteger("size"),
            deletionVector: try DeletionVectorDescriptor(in: reader))
    }
}

extension DeletionVectorDescriptor {
    init?(in action: ActionReader) throws(DeltaError) {
        guard let value = action.present("deletionVector") else { return nil }
        let reader = try ActionReader("deletionVector", value)
        guard let storage = Storage(rawValue: try reader.string("storageType")) else {
            throw DeltaError(.corrupt, "A deletion vector has an unknown storage type.")
        }
        self.init(
            storage: storage, pathOrInlineDv: try reader.string("pathOrInlineDv"),
            offset: try reader.optionalInteger("offset"),
            sizeInBytes: try reader.integer("sizeInBytes"),
            cardinality: try reader.integer("cardinality"))
        maxRowIndex = try reader.optionalInteger("maxRowIndex")
        try check()
    }

    /// Checks that the numbers are in the ranges that the protocol gives them.
    func check() throws(DeltaError) {
        guard (0...Int64(Int32.max)).contains(offset ?? 0),
            (0...Int64(Int32.max)).contains(sizeInBytes), cardinality >= 0
        else {
            throw DeltaError(.corrupt, "A deletion vector has an offset or size out of range.")
        }
    }
}

extension TableMetadata {
    init(_ reader: ActionReader) throws(DeltaError) {
        var provider = "parquet"
        if let format = reader.present("format") {
            provider = try ActionReader("format", format).string("provider")
        }
        self.init(
            id: try reader.string("id"), formatProvider: provider,
            schemaString: try reader.optionalString("schemaString"))
        name = try reader.optionalString("name")
        comment = try reader.optionalString("description")
        partitionColumns = try reader.strings("partitionColumns") ?? []
        createdTime = try reader.optionalInteger("createdTime")
        configuration = (try reader.texts("configuration") ?? [:]).compactMapValues { $0 }
    }
}

extension ProtocolVersion {
    init(_ reader: ActionReader) throws(DeltaError) {
        self.init(
            minReaderVersion: try reader.integer("minReaderVersion"),
            minWriterVersion: try reader.integer("minWriterVersion"),
            readerFeatures: try reader.strings("readerFeatures")?.map(TableFeature.init),
            writerFeatures: try reader.strings("writerFeatures")?.map(TableFeature.init))
    }
}

extension SetTransaction {
    init(_ reader: ActionReader) throws(DeltaError) {
        self.init(
            appId: try reader.string("appId"), version: try reader.integer("version"),
            lastUpdated: try reader.optionalInteger("lastUpdated"))
    }
}

extension DomainMetadata {
    init(_ reader: ActionReader) throws(DeltaError) {
        self.init(
            domain: try reader.string("domain"),
            configuration: try reader.optionalString("configuration") ?? "",
            isRemoved: try reader.bool("removed", default: false))
    }
}

extension ChangeDataFile {
    init(_ reader: ActionReader) throws(DeltaError) {
        self.init(
            path: LogPath.decode(try reader.string("path")),
            partitionValues: try reader.texts("partitionValues") ?? [:],
            byteCount: try reader.optionalInteger("size") ?? 0)
    }
}
