import DDBBase
public import DDBPipeline

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Finds the files that paths, folders and patterns name.
public enum FileFinder {
    /// The most files that are found.
    public static let fileCountMax = 1_000_000
    /// The most folders that are entered one in the other.
    public static let depthMax = 32

    /// Returns files in order, each once, whatever paths and links lead to it.
    ///
    /// A path that exists is that file, or all files below that folder whose names end in one of
    /// the suffixes and that neither they nor their folders begin with a dot or an underline. What
    /// does not exist and holds `*`, `?` or `[` is a pattern as the shell has them. `-` is standard
    /// input.
    ///
    /// - Throws: ``DDBPipeline/PipelineError`` `sourceFailed` where a path names nothing, and where
    ///   files would be those of a stored table, which have rows that were deleted.
    public static func find(
        _ paths: [String], suffixes: [String]
    ) throws(PipelineError) -> [String] {
        var found: [String] = []
        var names: Set<String> = []
        var identities: Set<FileIdentity> = []
        for path in paths {
            for file in try expand(path, suffixes) where names.insert(file).inserted {
                // What is gone meanwhile is told by who opens it.
                if file != "-", let identity = FileIdentity(path: file),
                    !identities.insert(identity).inserted
                {
                    continue
                }
                found.append(file)
                guard found.count <= fileCountMax else {
                    throw PipelineError(
                        .limitExceeded, "\(path) names more than \(fileCountMax) files.")
                }
            }
        }
        return found
    }

    private static func expand(
        _ path: String, _ suffixes: [String]
    ) throws(PipelineError) -> [String] {
        guard path != "-" else { return [path] }
        switch kind(path) {
        case .file: return [path]
        case .folder:
            var files: [String] = []
            try walk(path.hasSuffix("/") ? String(path.dropLast()) : path, suffixes, 0, &files)
            guard !files.isEmpty else {
                throw failure(
                    "\(path) has no files whose names end in \(suffixes.joined(separator: ", ")).",
                    ENOENT)
            }
            return files
        case nil:
            let isPattern = path.contains { "*?[".contains($0) }
            guard isPattern else {
                throw failure("\(path) cannot be opened: \(SystemFailure(ENOENT)).", ENOENT)
            }
            var files: [String] = []
            for match in matches(path) {
                if kind(match) == .folder {
                    try walk(match, suffixes, 0, &files)
                } else {
                    files.append(match)
                }
            }
            guard !files.isEmpty else { throw failure("No file is named as \(path).", ENOENT) }
            return files
        }
    }

    private enum Kind { case file, folder }

    private static func kind(_ path: String) -> Kind? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        return status.st_mode & S_IFMT == S_IFDIR ? .folder : .file
    }

    private static func walk(
        _ folder: String, _ suffixes: [String], _ depth: Int, _ files: inout [String]
    ) throws(PipelineError) {
        guard depth < depthMax, files.count <= fileCountMax else {
            throw PipelineError(
                .limitExceeded, "\(folder) is deeper or fuller than is looked at.")
        }
        let entries = try Self.entries(folder)
        let countBefore = files.count
        for name in entries where !name.hasPrefix(".") && !name.hasPrefix("_") {
            let path = folder + "/" + name
            switch kind(path) {
            case .folder: try walk(path, suffixes, depth + 1, &files)
            case .file:
                if suffixes.contains(where: { name.hasSuffix($0) }) { files.append(path) }
            case nil: continue
            }
        }
        guard files.count == countBefore || !entries.contains(tableLog) else {
            throw PipelineError(
                .sourceFailed,
                "\(folder) is a stored table (it has \(tableLog)), whose files still have rows that"
                    + " were deleted: read it as STORE:TABLE or by the source `store`, or name its"
                    + " files.", disposition: .reconfigure)
        }
    }

    /// What the folder of a stored table has, and no other.
    private static let tableLog = "_delta_log"

    private static func entries(_ folder: String) throws(PipelineError) -> [String] {
        guard let stream = unsafe opendir(folder) else {
            let number = errno
            throw failure("\(folder) cannot be opened: \(SystemFailure(number)).", number)
        }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
                unsafe UnsafeRawPointer(name).withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            names.append(name)
        }
        return names.sorted()
    }

    private static func matches(_ pattern: String) -> [String] {
        var found = unsafe glob_t()
        defer { unsafe globfree(&found) }
        guard unsafe glob(pattern, 0, nil, &found) == 0 else { return [] }
        var paths: [String] = []
        for index in 0..<Int(unsafe found.gl_pathc) {
            if let path = unsafe found.gl_pathv[index] {
                paths.append(unsafe String(cString: path))
            }
        }
        return paths
    }

    private static func failure(_ message: String, _ number: Int32) -> PipelineError {
        PipelineError(
            .sourceFailed, message, disposition: .reconfigure, cause: SystemFailure(number))
    }
}
