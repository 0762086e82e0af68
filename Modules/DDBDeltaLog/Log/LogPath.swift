import DDBBase

/// Encodes and decodes paths of actions, and names the files of a log.
///
/// A path in an action is a URI reference (RFC 3986): each byte that has no place in one is `%XX`.
/// It is encoded exactly once on the way in and decoded exactly once on the way out.
public enum LogPath {
    /// The folder of the log inside the folder of the table.
    public static let folder = "_delta_log"

    /// How many digits a version has in a name.
    static let versionDigitCount = 20

    /// The name of a commit: `_delta_log/` and twenty digits with `.json`.
    public static func commit(_ version: Int64) -> String {
        "\(folder)/\(digits(version)).json"
    }

    /// The name of a checkpoint in one file: `_delta_log/` and twenty digits with
    /// `.checkpoint.parquet`.
    public static func checkpoint(_ version: Int64) -> String {
        "\(folder)/\(digits(version)).checkpoint.parquet"
    }

    /// The greatest version that is taken for one: others can be added to it.
    static let versionMax = Int64.max >> 1

    /// A version as names have it.
    static func digits(_ version: Int64) -> String {
        let digits = String(version)
        return String(repeating: "0", count: max(0, versionDigitCount - digits.utf8.count)) + digits
    }

    /// Returns a path as an action holds it.
    public static func encode(_ path: String) -> String {
        var text: [UInt8] = []
        for byte in path.utf8 {
            if isPlain(byte) {
                text.append(byte)
            } else {
                text.append(UInt8(ascii: "%"))
                text += Hex.encode([byte]).uppercased().utf8
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Returns the path that an action holds; a `%` without two digits behind it stands for itself.
    public static func decode(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
        var bytes: [UInt8] = []
        let characters = Array(text.utf8)
        var index = 0
        while index < characters.count {
            if characters[index] == UInt8(ascii: "%"), index + 2 < characters.count,
                let high = Hex.value(characters[index + 1]),
                let low = Hex.value(characters[index + 2])
            {
                bytes.append(high << 4 | low)
                index += 3
            } else {
                bytes.append(characters[index])
                index += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether a decoded path lies in the table's folder, as opposed to one with a scheme or a
    /// root.
    ///
    /// A scheme (RFC 3986 §3.1) with its colon is followed by `/` in every absolute path; the names
    /// of files and folders may have colons: `ts=2026-01-01 10:00:00/part.parquet`.
    public static func isRelative(_ path: String) -> Bool {
        let bytes = Array(path.utf8)
        if bytes.first == UInt8(ascii: "/") { return false }
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), colon > 0,
            colon + 1 < bytes.count, bytes[colon + 1] == UInt8(ascii: "/")
        else { return true }
        return !bytes[..<colon].allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
                UInt8(ascii: "."):
                true
            default: false
            }
        }
    }

    /// A decoded path in one spelling: `file:/x`, `file:///x` and `/x` are one file.
    static func canonicalBytes(_ path: String) -> [UInt8] {
        let bytes = Array(path.utf8)
        guard bytes.first == UInt8(ascii: "f") else { return bytes }
        for scheme in ["file:///", "file:/"] where bytes.starts(with: scheme.utf8) {
            return [UInt8(ascii: "/")] + bytes[scheme.utf8.count...]
        }
        return bytes
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default:
            // Not `:`, which would make the first part of a relative path a scheme.
            "-._~/!$&'()*+,;=@".utf8.contains(byte)
        }
    }
}
