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
        for feature in try usedFeatures()
        where !settings.writableFeatures.contains(feature) {
            throw DeltaError(
                .unsupportedFeature,
                "The table cannot be written: it uses '\(feature)', which this software does not "
                    + "uphold; write it with what made it.")
        }
        if try hasMember("delta.invariants") {
            throw DeltaError(
                .unsupportedFeature,
                "The table cannot be written: it has column invariants, which this software does "
                    + "not check; write it with what made it.")
        }
    }

    /// Checks that a commit may follow, given the table's properties.
    func checkAllows(_ actions: [LogAction]) throws(DeltaError) {
        guard metadata.isOn("delta.appendOnly") else { return }
        for case .remove(let file) in actions where file.dataChange {
            throw DeltaError(
                .appendOnly,
                "The table's property delta.appendOnly forbids to delete; set it to false first.")
        }
    }

    private func usedFeatures() throws(DeltaError) -> [TableFeature] {
        var used: [TableFeature] = []
        if metadata.configuration.keys.contains(where: { $0.hasPrefix("delta.constraints.") }) {
            used.append(.checkConstraints)
        }
        if metadata.isOn("delta.enableChangeDataFeed") { used.append(.changeDataFeed) }
        if try hasMember("delta.generationExpression") { used.append(.generatedColumns) }
        if try hasMember("delta.identity.start") { used.append(.identityColumns) }
        return used
    }

    private func hasMember(_ name: String) throws(DeltaError) -> Bool {
        guard metadata.schemaString != nil else { return false }
        return DeltaType.structure(try schema().fields).contains { type in
            guard case .structure(let fields) = type else { return false }
            return fields.contains { $0.metadata[name] != nil }
        }
    }
}
