/// What a file in `_delta_log` is, by its name.
enum LogFile: Hashable {
    /// The actions of a version.
    case commit(Int64)
    /// A checkpoint, or one of its parts.
    case checkpoint(CheckpointFile)
    /// What some writers keep of a version to check it by (`.crc`); never read here.
    case checksum(Int64)
    /// The actions of several versions together (`x.y.compacted.json`); never read here, since the
    /// commits say the same.
    case compaction(first: Int64, last: Int64)

    /// Recognises a name without folders; nil for a file that is none of the protocol's.
    init?(_ name: String) {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard let version = Self.version(parts[0]), parts.count >= 2 else { return nil }
        switch (parts[1], parts.count) {
        case ("json", 2): self = .commit(version)
        case ("crc", 2): self = .checksum(version)
        case ("checkpoint", 3...):
            guard let file = CheckpointFile(name, version, Array(parts[2...])) else { return nil }
            self = .checkpoint(file)
        case (_, 4) where parts[2] == "compacted" && parts[3] == "json":
            guard let last = Self.version(parts[1]) else { return nil }
            self = .compaction(first: version, last: last)
        case (_, _): return nil
        }
    }

    /// Whether a table with nothing but this file has a version.
    var makesVersion: Bool {
        switch self {
        case .commit, .checkpoint: true
        case .checksum, .compaction: false
        }
    }

    private static func version(_ digits: Substring) -> Int64? {
        guard digits.utf8.count == LogPath.versionDigitCount,
            digits.utf8.allSatisfy({ (48...57).contains($0) })
        else { return nil }
        return Int64(digits).flatMap { $0 <= LogPath.versionMax ? $0 : nil }
    }
}

/// A file of a checkpoint.
struct CheckpointFile: Hashable {
    /// How checkpoints are laid down.
    enum Layout: Hashable {
        /// `n.checkpoint.parquet`: one file, with or without sidecars.
        case single
        /// `n.checkpoint.o.p.parquet`: file o of p.
        case part(Int, of: Int)
        /// `n.checkpoint.<uuid>.parquet` or `.json`: one file with sidecars.
        case named
    }

    /// The most parts of a checkpoint.
    static let partCountMax = 100_000

    /// The name without folders.
    var name: String
    var version: Int64
    var layout: Layout

    var isJSON: Bool { name.hasSuffix(".json") }

    init?(_ name: String, _ version: Int64, _ rest: [Substring]) {
        self.name = name
        self.version = version
        switch (rest.count, rest[rest.count - 1]) {
        case (1, "parquet"): layout = .single
        case (2, "parquet"), (2, "json"): layout = .named
        case (3, "parquet"):
            guard rest[0].utf8.count == 10, rest[1].utf8.count == 10,
                let part = Int(rest[0]), let count = Int(rest[1]), part >= 1, part <= count,
                count <= Self.partCountMax
            else { return nil }
            layout = .part(part, of: count)
        case (_, _): return nil
        }
    }
}
