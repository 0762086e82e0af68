import DDBTestSupport
import Foundation

/// What the command and the file system say of a store.
struct StoreState {
    private static let ddbkit = Program("ddbkit")
    let path: String

    /// The rows of each table by `store ls`; empty where there is no store yet.
    func rows() throws -> [String: Int] {
        let list = try Self.ddbkit.run(["store", "ls", "--store", path, "--json"])
        if list.status == 66 { return [:] }
        struct Table: Decodable {
            var name: String
            var rows: Int
        }
        let tables = try JSONDecoder().decode([Table].self, from: Data(list.output.utf8))
        return Dictionary(uniqueKeysWithValues: tables.map { ($0.name, $0.rows) })
    }

    /// Whether `store verify`, which reads everything, finds all well.
    func isSound() throws -> Bool {
        try Self.ddbkit.run(["store", "verify", "--store", path]).status == 0
    }

    /// Parts that no version of their table's log names, and temporary files.
    func orphans() throws -> [String] {
        let names = try FileManager.default.subpathsOfDirectory(atPath: path)
        let logs = try names.filter { $0.contains("/_delta_log/0") }.map {
            try String(contentsOfFile: path + "/" + $0, encoding: .utf8)
        }
        return names.filter { name in
            let file = URL(fileURLWithPath: name).lastPathComponent
            if file.hasPrefix(".ddbkit-tmp-") { return true }
            return file.hasSuffix(".parquet") && !logs.contains { $0.contains(file) }
        }
    }
}
