/// The engine's settings, before the views are made and after.
enum Lockdown {
    /// How it runs.
    ///
    /// Times are in UTC, so that an answer does not depend on the machine.
    static func before(_ settings: QuerySettings, hasAsyncThreads: Bool) -> String {
        var statements = [
            "SET threads = \(max(1, settings.threadCount))",
            "SET GLOBAL TimeZone = 'UTC'",
            // Each statement needs the footers of all parts, and most of them twice.
            "SET GLOBAL parquet_metadata_cache = true",
            "SET autoinstall_known_extensions = false",
            "SET autoload_known_extensions = false",
            "SET allow_persistent_secrets = false",
            "SET temp_directory = \(SQLText.literal(settings.spillFolder ?? ""))",
        ]
        if hasAsyncThreads { statements.append("SET async_threads = 0") }
        if let bytes = settings.memoryBytesMax {
            statements.append("SET memory_limit = '\(max(1, bytes))B'")
        }
        return statements.joined(separator: ";\n")
    }

    /// What it may touch: the parts, and nothing else, for good.
    static func after(_ tables: [QueryTable]) -> String {
        let paths = tables.flatMap(\.parts).map { SQLText.literal($0.path) }
        return """
            SET allowed_paths = [\(paths.joined(separator: ", "))];
            SET enable_external_access = false;
            SET lock_configuration = true
            """
    }
}
