import DDBBase
import DDBQuery
import DDBTestSupport
import Foundation
import Testing

@Suite struct DuckDBLibraryTests {
    @Test func `a library that is not there is named with the remedy`() throws {
        let environment = ProcessEnvironment(["DDBKIT_DUCKDB": "/nowhere/libduckdb.so"])
        let error = #expect(throws: QueryError.self) {
            _ = try QueryEngine(environment: environment)
        }
        #expect(error?.code == .libraryMissing)
        #expect(error?.message.contains("/nowhere/libduckdb.so") == true)
        #expect(error?.message.contains("Tools/setup") == true)
    }

    @Test func `the option goes before the variable`() throws {
        let error = #expect(throws: QueryError.self) {
            _ = try QueryEngine(
                settings: QuerySettings(libraryPath: "/first.so"),
                environment: ProcessEnvironment(["DDBKIT_DUCKDB": "/second.so"]))
        }
        #expect(error?.message.contains("/first.so") == true)
        #expect(error?.message.contains("/second.so") == false)
    }

    @Test func `a file that is no library, and a library that is another, are refused`() throws {
        let folder = try ScratchFolder()
        let text = folder.path + "/libduckdb.so"
        try Data("not a library".utf8).write(to: URL(fileURLWithPath: text))
        #expect(throws: QueryError.self) {
            _ = try QueryEngine(settings: QuerySettings(libraryPath: text))
        }
        let error = #expect(throws: QueryError.self) {
            _ = try QueryEngine(settings: QuerySettings(libraryPath: "libz.so.1"))
        }
        #expect(error?.message.contains("libz.so.1") == true)
    }

    @Test(
        .enabled(if: QueryFixture.isAvailable, "run Tools/setup"))
    func `the library that setup installs is found without being named`() throws {
        let engine = try QueryEngine()
        #expect(engine.libraryVersion.hasPrefix("v"))
        #expect(engine.libraryPath.hasSuffix("libduckdb.so"))
    }
}
