import Foundation
import Testing

/// `Docs/Style.md` as far as a machine can read it.
@Suite struct TidyTests {
    static let fileLinesMax = 600
    static let functionLinesMax = 70
    static let lineColumnsMax = 100

    static let swift = Result { try SourceFile.all(endings: ["swift"]) }
    static let texts = Result {
        try SourceFile.all(endings: ["swift", "py", "sh", "md", "h", "c", "yaml", "yml", "txt", ""])
    }

    @Test func `files have at most 600 lines`() throws {
        let long = try Self.swift.get().filter { $0.lines.count > Self.fileLinesMax }
        #expect(long.map { "\($0.path) has \($0.lines.count) lines" } == [])
    }

    @Test func `functions have at most 70 lines`() throws {
        var faults: [String] = []
        for file in try Self.swift.get() {
            for function in file.functions where function.count > Self.functionLinesMax {
                faults.append("\(file.path):\(function.lowerBound + 1) has \(function.count) lines")
            }
        }
        #expect(faults == [])
    }

    @Test func `lines of comments have at most 100 columns`() throws {
        let faults = try Self.faults(in: Self.swift.get()) { file, index in
            let line = file.lines[index]
            // The formatter sees to code, and knows which literals cannot be broken.
            return line.utf8.count > Self.lineColumnsMax && line.count > Self.lineColumnsMax
                && line.drop { $0 == " " }.hasPrefix("//") && !line.contains("https://")
        }
        #expect(faults == [])
    }

    /// What may not be written, and in which folders it may.
    static let forbidden: [(construct: String, allowedIn: [String])] = [
        ("try!", []), ("as!", []), ("fatalError(", []), ("NSError(", []), ("@_exported", []),
        ("@preconcurrency import", []), ("// MARK: -", []), ("unsafeFlags", []),
        ("@testable", []), ("Task.detached", []),
        ("Date()", ["Modules/DDBBase/", "Tests/", "Tools/Benchmarks/"]),
        ("Task.sleep", ["Modules/DDBBase/", "Modules/DDBTestKit/", "Tests/"]),
        ("ProcessInfo.processInfo.environment", ["Modules/DDBBase/", "Tests/"]),
        ("getenv(", ["Modules/DDBBase/"]),
        (".random(in", ["Modules/DDBBase/", "Tests/"]),
    ]

    @Test(arguments: forbidden.map(\.construct))
    func `forbidden constructs do not occur`(construct: String) throws {
        let allowed = Self.forbidden.first { $0.construct == construct }?.allowedIn ?? []
        let files = try Self.swift.get().filter { file in
            !file.path.hasPrefix("Tests/TidyTests/")
                && !allowed.contains { file.path.hasPrefix($0) }
        }
        let isComment = construct.hasPrefix("//")
        let faults = Self.faults(in: files) { file, index in
            isComment
                ? file.lines[index].contains(construct) : file.code(index).contains(construct)
        }
        #expect(faults == [])
    }

    @Test(arguments: ["@unchecked Sendable", "nonisolated(unsafe)"])
    func `what the compiler cannot check is proven in a comment`(construct: String) throws {
        let files = try Self.swift.get().filter { !$0.path.hasPrefix("Tests/TidyTests/") }
        let faults = Self.faults(in: files) { file, index in
            guard file.code(index).contains(construct) else { return false }
            let near = max(0, index - 4)...min(file.lines.count - 1, index + 4)
            return !file.lines[near].contains { $0.contains(/\/\/.*(Sendable|because)/) }
        }
        #expect(faults == [])
    }

    @Test func `lower floors do without Foundation`() throws {
        let floors = [
            "DDBBase", "DDBDigest", "DDBJSON", "DDBStorage", "DDBCompression", "DDBAttributes",
            "DDBParquet", "DDBDeltaLog", "DDBExport", "DDBSchema", "DDBHTTP", "DDBHTTPCurl",
            "DDBSigV4", "DDBDelivery",
        ]
        let files = try Self.swift.get().filter { file in
            floors.contains { file.path.hasPrefix("Modules/\($0)/") }
        }
        let faults = Self.faults(in: files) { file, index in
            file.code(index).contains("import Foundation")
        }
        #expect(faults == [])
    }

    @Test func `no path of a particular machine is written down`() throws {
        let files = try Self.texts.get().filter { !$0.path.hasPrefix("Tests/TidyTests/") }
        let faults = Self.faults(in: files) { file, index in
            let line = file.lines[index]
            guard ["work/", "root/", "home/", "Users/"].contains(where: line.contains) else {
                return false
            }
            return line.contains(/(^|[^A-Za-z0-9.])\/(work|root|home|Users)\//)
        }
        #expect(faults == [])
    }

    @Test func `every module is named with the prefix and no type is`() throws {
        let faults = Self.faults(in: try Self.swift.get()) { file, index in
            let code = file.code(index)
            return code.contains(" DDB")
                && code.contains(/\b(class|struct|enum|actor|protocol|typealias) DDB[A-Z]/)
        }
        #expect(faults == [])
    }

    static func faults(
        in files: [SourceFile], where isFault: (SourceFile, Int) -> Bool
    ) -> [String] {
        files.flatMap { file in
            file.lines.indices.filter { isFault(file, $0) }.map { "\(file.path):\($0 + 1)" }
        }
    }
}
