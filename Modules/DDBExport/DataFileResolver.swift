import DDBStorage

/// Finds where the data files of an export lie now.
///
/// Keys are those of the bucket: `[prefix/]AWSDynamoDB/<export id>/data/<name>` for a full export,
/// `[prefix/]AWSDynamoDB/data/<name>` for an incremental one. A copy may lack the prefix, the
/// folder `AWSDynamoDB`, or both, and its folder may have another name; so only the tail counts.
struct DataFileResolver {
    let location: ExportLocation
    let summary: ManifestSummary

    func file(_ line: ManifestFiles.Line) async throws -> ExportFile {
        let candidates = candidates(line.key)
        for path in candidates {
            do {
                try BlobPath.validate(path)
            } catch {
                throw ExportError(
                    .manifest, "The manifest names a data file by a path that leaves the export.",
                    file: location.path("manifest-files.json"), cause: error)
            }
            guard let attributes = try await location.store.attributes(path) else { continue }
            return ExportFile(
                key: line.key, path: path, itemCount: line.itemCount, md5: line.md5,
                etag: line.etag, byteCount: attributes.byteCount)
        }
        throw ExportError(
            .missingFile,
            "The manifest names this data file and it is not there; copy the export again, with "
                + "the folder `data`.", file: candidates.first ?? line.key)
    }

    /// Where a file may be, the likeliest first.
    private func candidates(_ key: String) -> [String] {
        let parts = key.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let tail = parts.suffix(2).joined(separator: "/")
        let own = location.path(tail)
        let shared = location.parent.map { $0.isEmpty ? tail : $0 + "/" + tail }
        switch summary.kind {
        case .full: return [own]
        case .incremental: return [shared, own].compactMap { $0 }
        }
    }
}
