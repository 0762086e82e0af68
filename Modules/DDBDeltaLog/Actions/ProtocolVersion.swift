/// What software must know to read or write a table (`protocol`).
public struct ProtocolVersion: Sendable, Hashable {
    /// The version that readers must have: 1, 2 for column mapping, 3 for named features.
    public var minReaderVersion: Int64
    /// The version that writers must have: 2 to 6, or 7 for named features.
    public var minWriterVersion: Int64
    /// The features that readers must know; present exactly at reader version 3.
    public var readerFeatures: [TableFeature]?
    /// The features that writers must know; present exactly at writer version 7.
    public var writerFeatures: [TableFeature]?

    /// Creates a protocol from its parts, unchecked.
    public init(
        minReaderVersion: Int64, minWriterVersion: Int64, readerFeatures: [TableFeature]? = nil,
        writerFeatures: [TableFeature]? = nil
    ) {
        self.minReaderVersion = minReaderVersion
        self.minWriterVersion = minWriterVersion
        self.readerFeatures = readerFeatures
        self.writerFeatures = writerFeatures
    }

    /// The lowest protocol that names features: 1/2 without any; 1/7 where only writers must know
    /// them; else 3/7.
    ///
    /// Writer version 7 drops what 2 implied, so `appendOnly` and `invariants` are added to the
    /// list.
    public init(requiring features: Set<TableFeature>) {
        guard !features.isEmpty else {
            self.init(minReaderVersion: 1, minWriterVersion: 2)
            return
        }
        let readers = features.intersection(TableFeature.forReaders).sorted()
        self.init(
            minReaderVersion: readers.isEmpty ? 1 : 3, minWriterVersion: 7,
            readerFeatures: readers.isEmpty ? nil : readers,
            writerFeatures: features.union([.appendOnly, .invariants]).sorted())
    }

    /// Checks that a table may be read by those who know some features.
    ///
    /// - Throws: ``DeltaError/Code/unsupportedFeature`` naming what is not known.
    public func checkReadable(_ known: Set<TableFeature>) throws(DeltaError) {
        guard (1...3).contains(minReaderVersion) else {
            throw DeltaError(
                .unsupportedFeature,
                "The table needs reader version \(minReaderVersion) of the Delta protocol; this "
                    + "software reads up to 3.")
        }
        var needed = readerFeatures ?? []
        if minReaderVersion == 2 { needed.append(.columnMapping) }
        try check(needed, known, "read")
    }

    /// Checks that a table may be written by those who know some features.
    ///
    /// A legacy version implies features that a table need not use:
    /// ``TableSnapshot/checkWritable()`` looks at those.
    ///
    /// - Throws: ``DeltaError/Code/unsupportedFeature`` naming what is not known.
    public func checkWritable(_ known: Set<TableFeature>) throws(DeltaError) {
        guard (1...7).contains(minWriterVersion) else {
            throw DeltaError(
                .unsupportedFeature,
                "The table needs writer version \(minWriterVersion) of the Delta protocol; this "
                    + "software writes up to 7.")
        }
        try check(writerFeatures ?? [], known, "write")
    }

    /// Checks that the lists are where the versions want them.
    func checkConsistency() throws(DeltaError) {
        guard (readerFeatures != nil) == (minReaderVersion == 3),
            (writerFeatures != nil) == (minWriterVersion == 7),
            minReaderVersion != 3 || minWriterVersion == 7,
            Set(readerFeatures ?? []).isSubset(of: writerFeatures ?? [])
        else {
            throw DeltaError(
                .invalidCommit,
                "A protocol lists readerFeatures exactly at reader version 3, writerFeatures "
                    + "exactly at writer version 7, and every reader feature in both.")
        }
    }

    private func check(
        _ needed: [TableFeature], _ known: Set<TableFeature>, _ verb: String
    ) throws(DeltaError) {
        let unknown = Set(needed).subtracting(known).sorted()
        if unknown.isEmpty { return }
        let names = unknown.map { "'\($0.name)'" }.joined(separator: ", ")
        throw DeltaError(
            .unsupportedFeature,
            "The table cannot be \(verb == "read" ? "read" : "written"): it needs the table "
                + "feature \(names), which this software does not know; \(verb) it with what "
                + "wrote it.")
    }
}
