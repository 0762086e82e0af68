import DDBBase
import DDBExport
import DDBStorage
import DDBTestKit
import DDBTestSupport
import Testing

@Suite struct ManifestTests {
    private let folder = "AWSDynamoDB/01767225600000-0a1b2c3d"

    private func store(_ builder: ExportBuilder = ExportBuilder()) async throws -> MemoryBlobStore {
        let store = MemoryBlobStore()
        try await builder.build(store, folder)
        return store
    }

    private func open(_ store: any BlobStore) async throws -> Export {
        try await Export(at: ExportLocation(store: store, folder: folder))
    }

    @Test func `every flipped byte of a manifest is noticed`() async throws {
        let store = try await store()
        for name in ["manifest-summary.json", "manifest-files.json"] {
            let path = folder + "/" + name
            let bytes = try await store.read(path)
            for index in bytes.indices {
                var flipped = bytes
                flipped[index] ^= 1
                _ = try await store.put(path, flipped, condition: .always)
                await expectExport(.checksum) { try await open(store) }
            }
            _ = try await store.put(path, bytes, condition: .always)
        }
        #expect(try await open(store).warnings == [])
    }

    @Test func `every cut of a manifest without checksum is noticed`() async throws {
        var builder = ExportBuilder()
        builder.hasChecksums = false
        let store = try await store(builder)
        #expect(
            try await open(store).warnings == [
                .noChecksum(file: folder + "/manifest-summary.json"),
                .noChecksum(file: folder + "/manifest-files.json"),
            ])
        for (name, kept) in [("manifest-summary.json", 0), ("manifest-files.json", 1)] {
            let path = folder + "/" + name
            let bytes = try await store.read(path)
            // A cut behind a whole line of an empty file, or of the last line feed, loses nothing
            // that can be counted.
            let firstLine = (bytes.firstIndex(of: 10) ?? bytes.count) + 1
            for count in 0..<bytes.count
            where kept == 0
                || !(count >= firstLine - 1 && (count <= firstLine || count >= bytes.count - 1))
            {
                _ = try await store.put(path, Array(bytes[..<count]), condition: .always)
                await #expect(throws: ExportError.self, "\(name) cut at \(count)") {
                    try await open(store)
                }
            }
            _ = try await store.put(path, bytes, condition: .always)
        }
    }

    @Test func `both names of checksum files are known`() async throws {
        let store = try await store()
        for stem in ["manifest-summary", "manifest-files"] {
            let text = try await store.read("\(folder)/\(stem).md5")
            try await store.delete("\(folder)/\(stem).md5")
            _ = try await store.put("\(folder)/\(stem).checksum", text + [10], condition: .always)
        }
        #expect(try await open(store).warnings == [])
        _ = try await store.put(
            "\(folder)/manifest-files.checksum", Array("nonsense".utf8), condition: .always)
        await expectExport(.checksum) { try await open(store) }
    }

    @Test func `items that do not add up are noticed`() async throws {
        var builder = ExportBuilder()
        builder.itemCount = 3
        let store = try await store(builder)
        await expectExport(.itemCount) { try await open(store) }
    }

    @Test func `missing data files and manifests are told`() async throws {
        let store = try await store()
        try await store.delete(folder + "/data/file1.json.gz")
        do {
            _ = try await open(store)
            Issue.record("a missing file was not noticed")
        } catch let error as ExportError {
            #expect(error.code == .missingFile && error.file == folder + "/data/file1.json.gz")
        }
        try await store.delete(folder + "/manifest-files.json")
        await expectExport(.incomplete) { try await open(store) }
        try await store.delete(folder + "/_started")
        await expectExport(.notFound) { try await open(store) }
    }

    @Test(arguments: [
        ",\"exportType\":\"DELTA\"", ",\"outputFormat\":\"CSV\"", ",\"exportType\":5",
        ",\"startTime\":\"yesterday\"", ",\"billedSizeBytes\":\"many\"", ",\"itemCount\":2",
    ])
    func `a summary that AWS does not write is refused`(fields: String) async throws {
        var builder = ExportBuilder()
        builder.extraFields = fields
        let store = try await store(builder)
        await expectExport(.manifest) { try await open(store) }
    }

    @Test func `a full export may say that it is one`() async throws {
        var builder = ExportBuilder()
        builder.extraFields = ",\"exportType\":\"FULL_EXPORT\",\"outputFormat\":\"DYNAMODB_JSON\""
        #expect(try await builder.open().summary.kind == .full)
    }

    @Test(arguments: ["", "some/where/", "a b/"])
    func `a copy may lie under any prefix and name`(prefix: String) async throws {
        var builder = ExportBuilder()
        builder.prefix = prefix
        let store = MemoryBlobStore()
        try await builder.build(store, "copied/renamed")
        let location = try await ExportFinder.find(in: store, under: "")
        #expect(location.folder == "copied/renamed")
        let export = try await Export(at: location)
        #expect(try await readItems(export).count == 2)
    }

    @Test(arguments: ["../../../etc/passwd", "AWSDynamoDB/x/data/..", "", "/", "data/.."])
    func `keys that leave the export are refused`(key: String) async throws {
        var builder = ExportBuilder()
        builder.rewrite = {
            $0 == 0
                ? $1.replacing(/"dataFileS3Key":"[^"]*"/, with: "\"dataFileS3Key\":\"\(key)\"") : $1
        }
        let store = try await store(builder)
        await #expect(throws: ExportError.self) { try await open(store) }
    }

    @Test func `a data file named twice is refused`() async throws {
        var builder = ExportBuilder()
        builder.rewrite = { _, line in line.replacing("file1", with: "file0") }
        let store = try await store(builder)
        await expectExport(.manifest) { try await open(store) }
    }

    @Test func `an export that only began is told from none`() async throws {
        let store = MemoryBlobStore()
        await expectExport(.notFound) { try await ExportFinder.find(in: store, under: "") }
        _ = try await store.put("x/AWSDynamoDB/017-1/_started", [], condition: .always)
        await expectExport(.incomplete) { try await ExportFinder.find(in: store, under: "") }
        try await ExportBuilder().build(store, "x/AWSDynamoDB/017-2")
        let found = try await ExportFinder.find(in: store, under: "x")
        #expect(found.folder == "x/AWSDynamoDB/017-2")
    }

    @Test func `a search ends at its limits`() async throws {
        let store = MemoryBlobStore()
        for number in 0..<50 {
            _ = try await store.put("\(number)/x", [], condition: .always)
        }
        var settings = ExportSettings()
        settings.searchedFolderCountMax = 20
        await expectExport(.tooLarge) {
            try await ExportFinder.find(in: store, under: "", settings: settings)
        }
    }

    @Test func `a folder that is not there holds no export`() async throws {
        let scratch = try ScratchFolder("export")
        let pool = ThreadPool(threadCount: 1)
        for path in ["/nothing", "", "/nothing/manifest-summary.json"] {
            await expectExport(.notFound) {
                try await ExportFinder.find(scratch.path + path, pool: pool)
            }
        }
    }
}
