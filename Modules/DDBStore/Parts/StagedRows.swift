import DDBParquet
import DDBSchema

/// What a lane of a load has laid down: parts that are durable and that no commit names yet.
public struct StagedRows: Sendable {
    var parts: [WrittenPart]
    var shape: MapShape

    /// The number of rows.
    public var rowCount: Int { parts.reduce(0) { $0 + $1.summary.rowCount } }
}
