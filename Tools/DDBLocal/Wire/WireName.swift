import DDBJSON

/// Names of attributes as they stand between quotes in what is stored.
enum WireName {
    static func bytes(_ name: String) -> [UInt8] {
        var bytes: [UInt8] = []
        JSONText.escape(name, into: &bytes)
        return bytes
    }
}
