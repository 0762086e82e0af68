import DDBBase
import DDBFiles
import DDBParquet
import DDBPipeline

/// An open file, what of it is read, and what becomes of that.
final class ParquetFile: Sendable {
    let path: String
    let byteCount: Int
    let reader: ParquetReader
    let plan: ColumnPlan
    /// The row groups that have rows.
    let slices: [ReadSlice]
    let settings: ParquetSettings

    init(path: String, settings: ParquetSettings, now: Instant) throws(PipelineError) {
        self.path = path
        self.settings = settings
        do {
            let source = try FileByteSource(path: path)
            byteCount = source.byteCount
            var limits = ReaderLimits()
            limits.columnBytesMax = settings.columnBytesMax
            limits.pageBytesMax = settings.columnBytesMax
            reader = try ParquetReader(source: source, limits: limits)
            plan = try ColumnPlan(reader.schema, settings, now: now)
            slices = try reader.plan(leaves: plan.leaves.map(\.leaf.index))
        } catch let error as ParquetError {
            throw Self.failure(error, path)
        } catch {
            throw PipelineError(
                .sourceFailed, "\(path): \(error)", disposition: .reconfigure, cause: error)
        }
    }

    /// The columns of a slice, in the order of the plan's leaves.
    func read(_ slice: ReadSlice) throws(PipelineError) -> [LeafColumn] {
        do throws(ParquetError) {
            return try reader.read(slice)
        } catch {
            throw Self.failure(error, path)
        }
    }

    private static func failure(_ error: ParquetError, _ path: String) -> PipelineError {
        let disposition: PipelineError.Disposition =
            switch error.disposition {
            case .retry: .retry
            case .reconfigure: .reconfigure
            case .corrupt: .corrupt
            }
        return PipelineError(
            .sourceFailed, "\(path): \(error.message)", disposition: disposition, cause: error)
    }
}
