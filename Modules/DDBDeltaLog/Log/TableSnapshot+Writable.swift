import DDBJSON

extension TableSnapshot {
    /// Checks that one may commit to the table.
    ///
    /// A legacy writer version implies features that a table need not use, so what it uses is
    /// looked at: constraints, change data, generated columns, identity columns and invariants are
    /// refused.
    ///
    /// - Throws: ``DeltaError/Code/unsupportedFeature`` naming the feature.
    public func checkWritable() throws(DeltaError) {
        try protocolVersion.checkWritable(settings.writableFeatures)
        let used = try usedFeatures()
        for (feature, remedy) in used where !settings.writableFeatures.contains(feature) {
            throw DeltaError(
                .unsupportedFeature,
                "The table cannot be written: it uses '\(feature)', which this software does not "
                    + "uphold; \(remedy).")
        }
    }

    /// The table property without which no new deletion vectors are written.
    public static let deletionVectorsProperty = "delta.enableDeletionVectors"

    /// Checks that a commit may follow: by the table's properties, and by its files.
    func checkAllows(_ actions: [LogAction]) throws(DeltaError) {
        for case .remove(let file) in actions
        where file.dataChange && metadata.isOn("delta.appendOnly") {
            throw DeltaError(
                .appendOnly,
                "The table's property delta.appendOnly forbids to delete; set it to false first.")
        }
        try checkRemovals(actions)
        try checkVectors(actions)
    }

    /// Checks that what goes is there.
    ///
    /// A removal of a file that is not in the table, or not with that deletion vector, would do
    /// nothing for readers: then the caller has lost track of the table.
    private func checkRemovals(_ actions: [LogAction]) throws(DeltaError) {
        for case .remove(let removed) in actions where file(removed.identity) == nil {
            throw DeltaError(
                .invalidCommit,
                "A commit removes a file that version \(version) of the table has not, or has with "
                    + "another deletion vector; make the commit anew upon the table as it is.",
                location: LogPath.encode(removed.path))
        }
    }

    /// Checks the files of a commit that have deletion vectors.
    private func checkVectors(_ actions: [LogAction]) throws(DeltaError) {
        let masked = try Self.maskedPaths(actions, protocolVersion, metadata)
        if masked.isEmpty { return }
        var removed: Set<[UInt8]> = []
        for case .remove(let file) in actions { removed.insert(file.identity.path) }
        // Only a file that is new with its vector makes a look at all files necessary.
        let unexplained = masked.subtracting(removed)
        if unexplained.isEmpty { return }
        for file in files where unexplained.contains(file.identity.path) {
            throw DeltaError(
                .invalidCommit,
                "A commit gives a file another deletion vector and does not remove it with the old.",
                location: LogPath.encode(file.path))
        }
    }

    /// The files that a commit adds with deletion vectors, each checked on its own, and whether the
    /// table that the commit makes may have any.
    ///
    /// - Parameters:
    ///   - protocolVersion: What counts where the commit has none of its own.
    ///   - metadata: Likewise.
    static func maskedPaths(
        _ actions: [LogAction], _ protocolVersion: ProtocolVersion?, _ metadata: TableMetadata?
    ) throws(DeltaError) -> Set<[UInt8]> {
        var protocolVersion = protocolVersion
        var metadata = metadata
        var masked: Set<[UInt8]> = []
        for action in actions {
            switch action {
            case .protocolVersion(let newer): protocolVersion = newer
            case .metaData(let newer): metadata = newer
            case .add(let file) where file.deletionVector != nil:
                try file.checkDeletionVector()
                masked.insert(file.identity.path)
            case .add, .remove, .commitInfo, .transaction, .domainMetadata, .changeData: break
            }
        }
        if masked.isEmpty { return masked }
        guard protocolVersion?.readerFeatures?.contains(.deletionVectors) == true,
            protocolVersion?.writerFeatures?.contains(.deletionVectors) == true,
            metadata?.isOn(Self.deletionVectorsProperty) == true
        else {
            throw DeltaError(
                .invalidCommit,
                "The table has no deletion vectors: its protocol must name the feature "
                    + "'deletionVectors' for readers and writers, and its property "
                    + "\(Self.deletionVectorsProperty) must be true.")
        }
        return masked
    }

    /// The features of legacy versions that the table makes use of, each with what to do about it.
    private func usedFeatures() throws(DeltaError) -> [(TableFeature, String)] {
        var used: [(TableFeature, String)] = []
        let other = "write it with what made it"
        if metadata.configuration.keys.contains(where: { $0.hasPrefix("delta.constraints.") }) {
            used.append((.checkConstraints, "drop the constraints or \(other)"))
        }
        if metadata.isOn("delta.enableChangeDataFeed") {
            used.append((.changeDataFeed, "set delta.enableChangeDataFeed to false or \(other)"))
        }
        guard metadata.schemaString != nil else { return used }
        let columns = DeltaType.structure(try schema().fields)
        for (member, feature) in [
            ("delta.generationExpression", TableFeature.generatedColumns),
            ("delta.identity.start", .identityColumns),
            ("delta.invariants", TableFeature("column invariants")),
        ] where columns.contains(where: { Self.hasMember($0, member) }) {
            used.append((feature, other))
        }
        return used
    }

    private static func hasMember(_ type: DeltaType, _ name: String) -> Bool {
        guard case .structure(let fields) = type else { return false }
        return fields.contains { $0.metadata[name] != nil }
    }
}
