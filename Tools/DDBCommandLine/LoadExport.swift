import DDBConfiguration
import DDBExport
import Foundation

/// Tells exports among what `ddbkit load` is given, and which kind they are of.
enum LoadExport {
    private static let summaryByteCountMax = 1 << 20

    /// The kind of export that a path leads to; nil where it leads to none.
    ///
    /// - Parameter path: A folder somewhere above an export, the export's own, or its summary.
    ///   Where exports of both kinds lie below a folder, the full ones are meant.
    static func kind(of path: String) throws -> ManifestSummary.Kind? {
        if isSummary(path), FileManager.default.fileExists(atPath: path) {
            return try summary(path).kind
        }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
            isFolder.boolValue
        else { return nil }
        var kind: ManifestSummary.Kind?
        let files = FileManager.default.enumerator(atPath: path)
        while let file = files?.nextObject() as? String {
            guard isSummary(file) else { continue }
            kind = try summary(path + "/" + file).kind
            if kind == .full { break }
        }
        return kind
    }

    /// The source that reads an export.
    static func node(path: String, _ kind: ManifestSummary.Kind) -> ConfigurationNode {
        var options = [ConfigurationEntry("path", ConfigurationNode(text: path))]
        if kind == .incremental {
            options.append(
                ConfigurationEntry("export-type", ConfigurationNode(text: "INCREMENTAL_EXPORT")))
        }
        return ["export": ConfigurationNode(.map(options))]
    }

    private static func isSummary(_ path: String) -> Bool {
        path.split(separator: "/").last == "manifest-summary.json"
    }

    private static func summary(_ path: String) throws -> ManifestSummary {
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        // A summary has about 1,000 bytes; what is cut off here is refused below.
        let bytes = try file.read(upToCount: summaryByteCountMax + 1) ?? Data()
        return unsafe try ManifestSummary(bytes.span.bytes, file: path)
    }
}
