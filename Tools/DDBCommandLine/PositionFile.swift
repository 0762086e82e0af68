import DDBBase
import DDBJSON
import DDBPipeline
import DDBStorage

/// Keeps positions in a file of JSON, for sinks that keep none.
///
/// ```json
/// {"version":1,"source":"…","positions":[{"partition":"…","position":"…","finished":true}]}
/// ```
/// Each save takes the file's place whole; only the user may read it.
struct PositionFile: PositionStore {
    private static let version = 1
    /// The most bytes of such a file.
    private static let byteCountMax = 256 << 20

    let path: String
    private let source: String
    private let store: LocalBlobStore
    private let name: String

    /// - Parameter source: What tells the source, with its options, from others.
    init(path: String, source: String, pool: ThreadPool) {
        self.path = path
        self.source = source
        let slash = path.lastIndex(of: "/")
        name = slash.map { String(path[path.index(after: $0)...]) } ?? path
        let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        // Positions of a scan have keys of items.
        store = LocalBlobStore(root: folder, pool: pool, isPrivate: true)
    }

    func restore() async throws -> PositionMap {
        guard let attributes = try await store.attributes(name) else { return PositionMap() }
        guard attributes.byteCount <= Self.byteCountMax else {
            throw failure("has more than \(Self.byteCountMax) bytes")
        }
        let bytes = try await store.read(name)
        let document: JSONValue
        do {
            document = try JSONValue.parse(bytes.span.bytes)
        } catch {
            throw failure("is no JSON", cause: error)
        }
        guard document["version"]?.integer == Int64(Self.version) else {
            throw failure("is none of this version of ddbkit")
        }
        guard document["source"]?.string == source else {
            throw failure("is of another source, or of other options of it")
        }
        guard let entries = document["positions"]?.array else { throw failure("has no positions") }
        return PositionMap(try entries.map { try progress($0) })
    }

    private func progress(_ entry: JSONValue) throws -> PartitionProgress {
        guard let partition = entry["partition"]?.string, let position = entry["position"]?.string
        else { throw failure("has a position that is none") }
        return PartitionProgress(
            try Partition(partition), try Position(position),
            isFinished: entry["finished"]?.bool ?? false)
    }

    func save(_ positions: PositionMap) async throws {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("version")
        writer.integer(Self.version)
        writer.name("source")
        writer.string(source)
        writer.name("positions")
        writer.beginArray()
        for step in positions.progress {
            writer.beginObject()
            writer.name("partition")
            writer.string(step.partition.id)
            writer.name("position")
            writer.string(step.position.text)
            if step.isFinished {
                writer.name("finished")
                writer.bool(true)
            }
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        _ = try await store.put(name, writer.takeBytes(), condition: .always)
    }

    private func failure(_ what: String, cause: (any Error)? = nil) -> PipelineError {
        PipelineError(
            .sourceFailed,
            "The file of positions '\(path)' \(what); name another file to begin anew.",
            disposition: .reconfigure, cause: cause)
    }
}
