import Foundation

/// A user who may not do everything, for what root is never refused.
public enum OtherUser {
    /// The user whom Linux calls nobody.
    private static let nobody: uid_t = 65534

    /// Makes this process, one of a test's own, that of a user who can read a folder and is not
    /// root; who it is already stays.
    ///
    /// - Returns: False, with a line on standard error, where the machine does not let it be.
    public static func become(reading folder: String) -> Bool {
        guard getuid() != 0 || setuid(nobody) == 0 else {
            return skip("this machine lets root be nobody else")
        }
        guard access(folder, R_OK | X_OK) == 0 else {
            return skip("others than root do not reach \(folder)")
        }
        return true
    }

    private static func skip(_ reason: String) -> Bool {
        FileHandle.standardError.write(
            Data("SKIPPED: what a user is refused (\(reason))\n".utf8))
        return false
    }
}
