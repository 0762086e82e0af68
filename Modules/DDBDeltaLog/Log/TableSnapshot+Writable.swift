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

    /// Checks that a commit may follow, given the table's properties.
    func checkAllows(_ actions: [LogAction]) throws(DeltaError) {
        guard metadata.isOn("delta.appendOnly") else { return }
        for case .remove(let file) in actions where file.dataChange {
            throw DeltaError(
                .appendOnly,
                "The table's property delta.appendOnly forbids to delete; set it to false first.")
        }
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
