import Foundation

/// The checkout that the tests were built from.
public enum Checkout {
    /// The path of its root.
    public static let root: String = {
        var folder = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { folder.deleteLastPathComponent() }
        return folder.path
    }()

    /// The absolute path of a file or folder in it.
    public static func path(_ relative: String) -> String { root + "/" + relative }
}
