import Foundation

/// The test data beside the checkout, which is never committed.
public enum SharedVectors {
    /// `../shared/vectors` seen from the root of the checkout, or nil where it is absent.
    ///
    /// A test that needs it says so when it is skipped; see ``path(_:)``.
    public static let root: String? = {
        var folder = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { folder.deleteLastPathComponent() }
        let vectors = folder.deletingLastPathComponent().appendingPathComponent("shared/vectors")
        return FileManager.default.fileExists(atPath: vectors.path) ? vectors.path : nil
    }()

    /// The path of a file or folder under the vectors, or nil, with a line on standard error, where
    /// the vectors are absent.
    public static func path(_ relative: String) -> String? {
        guard let root else {
            FileHandle.standardError.write(
                Data("skipped: ../shared/vectors/\(relative) is not on this machine\n".utf8))
            return nil
        }
        return root + "/" + relative
    }
}
