import DDBCompression
import DDBTestSupport
import Foundation
import Testing

/// Imports that lack space, memory or permission.
@Suite struct ScarceResourceTests {
    private static let ddbkit = Program("ddbkit")
    private static let sample = Checkout.path("Tools/SampleData")

    @Test(.enabled(if: Machine.mountsMemory, "mounting a small disk needs root"))
    func `a full disk is told, and there is no table until there is room`() throws {
        let scratch = try ScratchFolder()
        #expect(Machine.run("mount", "-t", "tmpfs", "-o", "size=300k", "none", scratch.path))
        defer { _ = Machine.run("umount", scratch.path) }
        let store = scratch.path + "/store"
        let full = try Self.load(Self.sample, into: store)
        #expect(full.status == 74)
        #expect(full.errors.contains("the disk is full; free space and run it again"))
        let state = StoreState(path: store)
        #expect(try state.rows() == [:])
        #expect(try state.orphans() == [])
        #expect(Machine.run("mount", "-o", "remount,size=8m", scratch.path))
        let again = try Self.load(Self.sample, into: store)
        #expect(again.status == 0, "\(again.errors)")
        #expect(try state.rows() == ["orders": 21_244])
        #expect(try state.isSound())
    }

    @Test func `a limit on the size of files is told like a full disk`() throws {
        let store = try ScratchFolder()
        let refused = try Self.load(
            Self.sample, into: store.path, launcher: Machine.limited("-f", "200"))
        #expect(refused.status == 74, "\(refused.errors)")
        #expect(refused.errors.contains("ulimit -f"))
        let state = StoreState(path: store.path)
        #expect(try state.rows() == [:])
        #expect(try state.orphans() == [])
        let again = try Self.load(Self.sample, into: store.path)
        #expect(again.status == 0, "\(again.errors)")
        #expect(try state.rows() == ["orders": 21_244])
    }

    @Test(.enabled(if: Machine.bound != nil, "this user may do everything everywhere"))
    func `a store that may not be written is told`() throws {
        let store = try ScratchFolder()
        chmod(store.path, 0o555)
        defer { chmod(store.path, 0o755) }
        let export = try MadeExport.plain(fileCount: 1, itemCount: 3)
        let refused = try Self.load(
            export.path, into: store.path, launcher: #require(Machine.bound))
        #expect(refused.status == 74)
        #expect(
            refused.errors.contains("permission is denied; grant write permission on the folder"))
        #expect(try store.names() == [])
    }

    @Test(.enabled(if: Machine.bound != nil, "this user may do everything everywhere"))
    func `an export that may not be read is told`() throws {
        let store = try ScratchFolder()
        let export = try MadeExport.plain(fileCount: 3, itemCount: 3)
        chmod(export.dataFile(1), 0)
        let refused = try Self.load(
            export.path, into: store.path, launcher: #require(Machine.bound))
        #expect(refused.status == 74)
        #expect(refused.errors.contains(MadeExport.fileName(1)))
        #expect(refused.errors.contains("permission is denied; grant read permission"))
        let state = StoreState(path: store.path)
        #expect(try state.rows() == [:])
        #expect(try state.orphans() == [])
        chmod(export.dataFile(1), 0o644)
        #expect(try Self.load(export.path, into: store.path).status == 0)
    }

    @Test func `an attribute of 200 MB is refused in little memory`() throws {
        let piece = [UInt8](repeating: 0x61, count: 1 << 20)
        let packed = GzipEncoder.encode(piece.span.bytes)
        let before = Array(#"{"Item":{"pk":{"S":"1"}}}\#n{"Item":{"pk":{"S":"2"#.utf8)
        let after = Array(#""}}}\#n"#.utf8)
        // A gzip file of several members inflates to all of them in a row.
        var bytes = GzipEncoder.encode(before.span.bytes)
        for _ in 0..<200 { bytes += packed }
        bytes += GzipEncoder.encode(after.span.bytes)
        let export = try MadeExport(packed: [(bytes, 2)])
        let store = try ScratchFolder()
        // All memory that is written to counts, so what is resident is less.
        let refused = try Self.load(
            export.path, into: store.path, launcher: Machine.limited("-d", "300000"))
        #expect(refused.status == 65, "\(refused.errors)")
        #expect(refused.errors.contains(MadeExport.fileName(0) + ", line 2: "))
        #expect(refused.errors.utf8.count < 2000)
        #expect(try StoreState(path: store.path).rows() == [:])
    }

    private static func load(
        _ export: String, into store: String, launcher: [String] = []
    ) throws -> Program.Outcome {
        try ddbkit.run(
            ["import", export, "--store", store, "--threads", "2"], launcher: launcher)
    }
}
