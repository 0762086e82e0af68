/// Names a table feature of the protocol.
public struct TableFeature: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The name in `readerFeatures` and `writerFeatures`.
    public let name: String

    /// Creates a feature of any name, known or not.
    public init(_ name: String) {
        self.name = name
    }

    /// Rows masked by bitmaps.
    public static let deletionVectors = TableFeature("deletionVectors")
    /// Columns whose names in Parquet differ from their own.
    public static let columnMapping = TableFeature("columnMapping")
    /// Timestamps without a time zone.
    public static let timestampNtz = TableFeature("timestampNtz")
    /// Columns whose type was widened after data was written.
    public static let typeWidening = TableFeature("typeWidening")
    /// Type widening, under the name that it had before the protocol took it up.
    public static let typeWideningPreview = TableFeature("typeWidening-preview")
    /// Checkpoints with sidecar files.
    public static let v2Checkpoint = TableFeature("v2Checkpoint")
    /// Vacuum that checks the protocol first.
    public static let vacuumProtocolCheck = TableFeature("vacuumProtocolCheck")
    /// The variant type.
    public static let variantType = TableFeature("variantType")
    /// Commits that a catalogue decides.
    public static let catalogManaged = TableFeature("catalogManaged")
    /// Tables that refuse deletions when told to.
    public static let appendOnly = TableFeature("appendOnly")
    /// Column invariants.
    public static let invariants = TableFeature("invariants")
    /// Check constraints.
    public static let checkConstraints = TableFeature("checkConstraints")
    /// Change data files.
    public static let changeDataFeed = TableFeature("changeDataFeed")
    /// Columns computed from others.
    public static let generatedColumns = TableFeature("generatedColumns")
    /// Columns that number rows.
    public static let identityColumns = TableFeature("identityColumns")
    /// Configuration of domains in the log.
    public static let domainMetadata = TableFeature("domainMetadata")

    /// What this module replays correctly, given that the caller honours deletion vectors and
    /// mapped and widened columns when it reads the files.
    public static let readable: Set<TableFeature> = [
        .deletionVectors, .columnMapping, .timestampNtz, .typeWidening, .typeWideningPreview,
        .v2Checkpoint, .vacuumProtocolCheck,
    ]

    /// What a writer on top of this module upholds.
    public static let writable: Set<TableFeature> = [
        .deletionVectors, .columnMapping, .timestampNtz, .vacuumProtocolCheck, .appendOnly,
        .invariants, .domainMetadata,
    ]

    /// The features that readers must know as well as writers.
    public static let forReaders: Set<TableFeature> = [
        .deletionVectors, .columnMapping, .timestampNtz, .typeWidening, .typeWideningPreview,
        .v2Checkpoint, .vacuumProtocolCheck, .variantType, .catalogManaged,
    ]

    /// Orders features by the bytes of their names.
    public static func < (left: TableFeature, right: TableFeature) -> Bool {
        left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
    }

    /// The name.
    public var description: String { name }
}
