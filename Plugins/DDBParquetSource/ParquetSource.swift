import DDBBase
public import DDBConfiguration
import DDBFiles
import DDBParquet
public import DDBPipeline

/// Reads items from Parquet files.
///
/// A partition is a row group of a file, named `path#number`; see ``RowGroupPosition`` for its
/// position.
public struct ParquetSource: SourceComponent {
    private let settings: ParquetSettings
    private let context: ComponentContext

    /// Creates the source from validated options.
    public init(options: Options, context: ComponentContext) throws {
        settings = try ParquetSettings(options: options)
        self.context = context
    }

    /// Reads the footers of all files, and plans the row groups that are not finished.
    ///
    /// - Throws: ``DDBPipeline/PipelineError`` `sourceFailed` for a file that is not there or is
    ///   damaged, and where the map does not fit its columns.
    public func open(from positions: PositionMap) async throws -> any SourceSession {
        let now = context.time.now
        return try await withTaskExecutorPreference(context.pool) {
            try ParquetSession(settings: settings, positions: positions, now: now)
        }
    }
}
