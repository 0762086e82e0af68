import DDBBase
import DDBDigest
import DDBTestSupport
import Foundation
import Testing

/// Imports of exports that something has happened to.
@Suite struct DamagedExportTests {
    /// What happened, the change to the copy of an export, and how the failure ends.
    static let damages:
        [(name: String, change: @Sendable (DamagedExport) throws -> Void, failure: String)] = [
            (
                "a flipped byte in a data file", { try $0.changeData { $0[$0.count / 2] ^= 0x10 } },
                "(the file was damaged since AWS wrote it (MD5 differs), so copy it again)."
            ),
            (
                "a data file cut short", { try $0.changeData { $0.removeLast(1000) } },
                "The gzip file ends too early behind line 5168; copy it again."
            ),
            (
                "a data file that is gone",
                { try FileManager.default.removeItem(atPath: $0.dataFile) },
                "it is not there; copy the export again, with the folder `data`."
            ),
            (
                "a summary with a wrong sum of items",
                {
                    try $0.changeText(summary, #""itemCount":21244"#, #""itemCount":21245"#)
                    try $0.renewChecksum(of: summary)
                },
                "The data files have 21244 items by this manifest, and 21245 by "
                    + "the summary; one of the two was changed or cut off."
            ),
            (
                "a manifest with a wrong count of items",
                {
                    try $0.changeText(files, #""itemCount":5682"#, #""itemCount":5683"#)
                    try $0.renewChecksum(of: files)
                },
                "The data files have 21245 items by this manifest, and 21244 by "
                    + "the summary; one of the two was changed or cut off."
            ),
            (
                "a summary that is not what its md5 says",
                { try $0.changeText(summary, #""itemCount":21244"#, #""itemCount":21245"#) },
                "manifest-summary.md5 was made for; copy both again."
            ),
            (
                "a manifest that is not what its md5 says",
                { try $0.changeText(files, "-1\"", "-2\"") },
                "manifest-files.md5 was made for; copy both again."
            ),
            (
                "a summary cut short", { try $0.change(summary) { $0.removeLast(20) } },
                "manifest-summary.md5 was made for; copy both again."
            ),
        ]
    private static let summary = "manifest-summary.json"
    private static let files = "manifest-files.json"

    @Test(arguments: damages.map(\.name))
    func `a damaged export makes no table, and says what is wrong`(name: String) throws {
        let damage = try #require(Self.damages.first { $0.name == name })
        let export = try DamagedExport()
        try damage.change(export)
        let store = try ScratchFolder()
        let ddbkit = Program("ddbkit")
        let outcome = try ddbkit.run(["import", export.path, "--store", store.path])
        #expect(outcome.status == 65, "\(outcome.errors)")
        #expect(outcome.errors.hasSuffix(damage.failure + "\n"), "\(outcome.errors)")
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

    /// Changes the first occurrence, which has to be there; the checksum file stays as it was.
    func changeText(_ file: String, _ old: String, _ new: String) throws {
        let text = try String(contentsOfFile: path + "/" + file, encoding: .utf8)
        let range = try #require(text.range(of: old))
        try change(file) { $0 = Data(text.replacingCharacters(in: range, with: new).utf8) }
    }

    /// Makes the checksum file beside a manifest the one of what the manifest is now.
    func renewChecksum(of file: String) throws {
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path + "/" + file)))
        let digest = try Digest.md5(bytes.span.bytes)
        let text = Base64.encode(digest.span.bytes)
        try change(String(file.dropLast(4)) + "md5") { $0 = Data(text.utf8) }
    }
}
