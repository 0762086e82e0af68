import DDBTestSupport
import Foundation
import Testing

/// Imports of exports that something has happened to.
@Suite struct DamagedExportTests {
    /// A change to the copy of an export, and what the failure must name.
    static let damages: [(name: String, change: @Sendable (DamagedExport) throws -> Void)] = [
        ("a flipped byte in a data file", { try $0.changeData { $0[$0.count / 2] ^= 0x10 } }),
        ("a data file cut short", { try $0.changeData { $0.removeLast(1000) } }),
        ("a data file that is gone", { try FileManager.default.removeItem(atPath: $0.dataFile) }),
        (
            "a wrong sum of items",
            {
                try $0.changeText(
                    "manifest-summary.json", #""itemCount":21244"#, #""itemCount":21245"#)
            }
        ),
        (
            "a manifest that is not what its md5 says",
            { try $0.changeText("manifest-files.json", "-1\"", "-2\"") }
        ),
        ("a summary cut short", { try $0.change("manifest-summary.json") { $0.removeLast(20) } }),
    ]

    @Test(arguments: damages.map(\.name))
    func `a damaged export makes no table, and says what is wrong`(name: String) throws {
        let damage = try #require(Self.damages.first { $0.name == name })
        let export = try DamagedExport()
        try damage.change(export)
        let store = try ScratchFolder()
        let ddbkit = Program("ddbkit")
        let outcome = try ddbkit.run(["import", export.path, "--store", store.path])
        #expect(outcome.status == 65, "\(outcome.errors)")
        #expect(
            outcome.errors.contains(".json") || outcome.errors.contains("manifest"),
            "\(outcome.errors)")
        let list = try ddbkit.run(["store", "ls", "--store", store.path, "--json"])
        #expect(list.output == "[]\n" || list.status == 66)
        let again = try ddbkit.run([
            "import", Checkout.path("Tools/SampleData"), "--store", store.path,
        ])
        #expect(again.status == 0, "\(again.errors)")
    }
}

/// A copy of the sample export.
struct DamagedExport: Sendable {
    private let folder: ScratchFolder
    let path: String
    let dataFile: String

    init() throws {
        folder = try ScratchFolder()
        let name = "AWSDynamoDB/01772355600000-5a3c9f10"
        path = folder.path + "/" + name
        try FileManager.default.createDirectory(
            atPath: folder.path + "/AWSDynamoDB", withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            atPath: Checkout.path("Tools/SampleData/" + name), toPath: path)
        dataFile = path + "/data/zwoeu6xkw6ytl6ih5vkzdrj2y2.json.gz"
    }

    func change(_ file: String, _ body: (inout Data) -> Void) throws {
        let url = URL(fileURLWithPath: path + "/" + file)
        var data = try Data(contentsOf: url)
        body(&data)
        try data.write(to: url)
    }

    func changeData(_ body: (inout Data) -> Void) throws {
        try change("data/zwoeu6xkw6ytl6ih5vkzdrj2y2.json.gz", body)
    }

    /// Changes the first occurrence, and drops the checksum file unless the manifest's is at stake.
    func changeText(_ file: String, _ old: String, _ new: String) throws {
        try change(file) { data in
            guard let range = data.range(of: Data(old.utf8)) else { return }
            data.replaceSubrange(range, with: Data(new.utf8))
        }
    }
}
