/// What the first bytes of a file say that it is, where it is no text.
enum FileMark: CaseIterable {
    case gzip, zstd, parquet

    /// Tells what begins with some bytes; nil where they may be text.
    init?(_ bytes: RawSpan) {
        let mark = Self.allCases.first { mark in
            let start = mark.start
            return start.count <= bytes.byteCount
                && start.indices.allSatisfy { TextValue.byte(bytes, $0) == start[$0] }
        }
        guard let mark else { return nil }
        self = mark
    }

    private var start: [UInt8] {
        switch self {
        case .gzip: [0x1F, 0x8B]
        case .zstd: [0x28, 0xB5, 0x2F, 0xFD]
        // The header of a page, or the footer, begins with a byte that no header of CSV has.
        case .parquet: Array("PAR1".utf8) + [0x15]
        }
    }

    /// Says what a file is, and what to do about it.
    func message(_ path: String) -> String {
        let name = path == "-" ? "Standard input" : path
        return switch self {
        case .gzip: "\(name) is compressed by gzip: \(Self.remedy(path, ".gz"))."
        case .zstd: "\(name) is compressed by zstd: \(Self.remedy(path, ".zst"))."
        case .parquet:
            "\(name) is a Parquet file: read it as one, by `--format parquet` or the source `parquet`."
        }
    }

    private static func remedy(_ path: String, _ ending: String) -> String {
        path == "-" ? "decompress it before" : "let its name end in \(ending)"
    }
}
