import DDBBase
import DDBDigest
import DDBStorage

/// Reads manifests and compares them with the checksums beside them.
struct ManifestSource {
    let location: ExportLocation
    let settings: ExportSettings

    /// The largest checksum file: 24 characters and room for white space.
    private static let checksumByteCountMax = 1024

    func read(_ path: String, _ warnings: inout [Export.Warning]) async throws -> [UInt8] {
        guard let bytes = try await bytes(path, limit: settings.manifestByteCountMax) else {
            throw await missing(path)
        }
        let stem = path.hasSuffix(".json") ? String(path.dropLast(5)) : path
        var isVerified = false
        for suffix in [".md5", ".checksum"] {
            let name = stem + suffix
            guard let text = try await self.bytes(name, limit: Self.checksumByteCountMax) else {
                continue
            }
            try check(bytes, path, text, name)
            isVerified = true
        }
        if !isVerified { warnings.append(.noChecksum(file: path)) }
        return bytes
    }

    private func bytes(_ path: String, limit: Int) async throws -> [UInt8]? {
        guard let attributes = try await location.store.attributes(path) else { return nil }
        guard attributes.byteCount <= limit else {
            throw ExportError(
                .tooLarge, "It has \(attributes.byteCount) bytes, more than the limit of \(limit).",
                file: path)
        }
        return try await location.store.read(path)
    }

    private func check(
        _ bytes: [UInt8], _ path: String, _ text: [UInt8], _ name: String
    ) throws(ExportError) {
        let digits = text.filter { !($0 == 0x20 || (0x09...0x0D).contains($0)) }
        guard let expected = Base64.decode(String(decoding: digits, as: UTF8.self)),
            expected.count == 16
        else {
            throw ExportError(.checksum, "It is not the base64 text of an MD5.", file: name)
        }
        let actual: [UInt8]
        do {
            actual = unsafe try Digest.md5(bytes.span.bytes)
        } catch {
            throw ExportError(.unsupported, error.message, file: path, cause: error)
        }
        guard actual == expected else {
            throw ExportError(
                .checksum,
                "The manifest is not the one that \(name) was made for; copy both again.",
                file: path)
        }
    }

    private func missing(_ path: String) async -> ExportError {
        let started = location.path(ExportLocation.startedName)
        // Only the wording depends on it, so failing to look is no failure.
        if (try? await location.store.attributes(started)) != nil {
            return ExportError(
                .incomplete,
                "The export has begun and has no such manifest; wait until it is COMPLETED, then "
                    + "copy it again.", file: path)
        }
        return ExportError(
            .notFound, "There is no such manifest; copy the export again.", file: path)
    }
}
