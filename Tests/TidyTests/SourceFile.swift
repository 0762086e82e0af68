import Foundation

/// A file of the repository, line by line.
struct SourceFile: Sendable {
    /// The path from the root of the checkout.
    let path: String

    let lines: [String]

    static let root: URL = {
        var folder = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { folder.deleteLastPathComponent() }
        return folder
    }()

    /// Every file with one of the endings, without what is built and what is given.
    static func all(endings: Set<String>) throws -> [SourceFile] {
        var files: [SourceFile] = []
        for folder in ["Modules", "Plugins", "Tools", "Tests", "Docs", ".ci"] {
            let start = root.appendingPathComponent(folder)
            let names = FileManager.default.enumerator(atPath: start.path)
            while let name = names?.nextObject() as? String {
                let url = URL(fileURLWithPath: name)
                guard endings.contains(url.pathExtension), !name.contains(".build/"),
                    names?.fileAttributes?[.type] as? FileAttributeType == .typeRegular
                else { continue }
                let text = try String(
                    contentsOf: start.appendingPathComponent(name), encoding: .utf8)
                files.append(SourceFile(path: folder + "/" + name, text: text))
            }
        }
        return files.sorted { $0.path < $1.path }
    }

    init(path: String, text: String) {
        self.path = path
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        self.lines = lines
    }

    /// The line without its comment; a comment within a string counts as one, which is good enough.
    func code(_ index: Int) -> Substring {
        guard lines[index].contains("//"), let start = lines[index].firstRange(of: "//") else {
            return lines[index][...]
        }
        return lines[index][..<start.lowerBound]
    }

    /// The functions, as the ranges of their lines; the formatter has aligned their ends.
    var functions: [Range<Int>] {
        var result: [Range<Int>] = []
        for start in lines.indices {
            let code = code(start)
            guard ["func ", "init", "deinit", "subscript"].contains(where: code.contains) else {
                continue
            }
            guard code.contains(/\b(func |init[?<(]|deinit\b|subscript[<(])/) else { continue }
            let indentation = lines[start].prefix { $0 == " " }
            let end = lines[start...].firstIndex { line in
                line.hasPrefix(indentation + "}")
            }
            let isOneLine = code.contains("{") && code.hasSuffix("}")
            if let end, !isOneLine { result.append(start..<end + 1) }
        }
        return result
    }
}
