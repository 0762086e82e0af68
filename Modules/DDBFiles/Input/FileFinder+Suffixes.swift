extension FileFinder {
    /// The endings that files of JSON lines, and of a JSON array, have in a folder.
    public static let lineSuffixes = compressible([".jsonl", ".ndjson", ".json"])
    /// The endings that files of separated values have in a folder.
    public static let separatedSuffixes = compressible([".csv", ".tsv", ".txt"])
    /// The endings that Parquet files have in a folder.
    public static let parquetSuffixes = [".parquet"]

    private static func compressible(_ suffixes: [String]) -> [String] {
        suffixes.flatMap { suffix in
            ["", ".gz", ".gzip", ".zst", ".zstd"].map { suffix + $0 }
        }
    }
}
