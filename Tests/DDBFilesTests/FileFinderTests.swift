import DDBFiles
import DDBPipeline
import DDBTestSupport
import Foundation
import Testing

@Suite struct FileFinderTests {
    @Test func `files, folders and patterns name files, each once`() throws {
        let folder = try ScratchFolder()
        for name in ["b.csv", "a.csv", "c.txt", "_x.csv", ".y.csv", "d/e.csv", "_f/g.csv"] {
            try folder.write(name)
        }
        let path = folder.path
        #expect(
            try FileFinder.find([path], suffixes: [".csv"])
                == [path + "/a.csv", path + "/b.csv", path + "/d/e.csv"])
        #expect(
            try FileFinder.find(
                [path + "/c.txt", path + "/?.csv", "-", path + "/a.csv"], suffixes: [".csv"])
                == [path + "/c.txt", path + "/a.csv", path + "/b.csv", "-"])
        for missing in [path + "/z.csv", path + "/z*.csv", path + "/d/e"] {
            #expect(throws: PipelineError.self) { try FileFinder.find([missing], suffixes: [""]) }
        }
        #expect(throws: PipelineError.self) { try FileFinder.find([path], suffixes: [".parquet"]) }
    }

    @Test func `a file is found once, whatever names and links it has`() throws {
        let folder = try ScratchFolder()
        try folder.write("a.csv")
        let path = folder.path
        try FileManager.default.createSymbolicLink(
            atPath: path + "/soft.csv", withDestinationPath: path + "/a.csv")
        try FileManager.default.linkItem(atPath: path + "/a.csv", toPath: path + "/hard.csv")
        let names = ["/./a.csv", "/a.csv", "/soft.csv", "/hard.csv", ""].map { path + $0 }
        #expect(try FileFinder.find(names, suffixes: [".csv"]) == [path + "/./a.csv"])
    }

    @Test func `files of stored tables are found by their own names alone`() throws {
        let folder = try ScratchFolder()
        let path = folder.path
        try folder.write("s/t/_delta_log/00000000000000000000.json")
        try folder.write("s/t/d=1/p.parquet")
        try folder.write("s/x.csv")
        for refused in [path, path + "/s", path + "/s/t", path + "/s/*"] {
            let error = #expect(throws: PipelineError.self) {
                try FileFinder.find([refused], suffixes: FileFinder.parquetSuffixes)
            }
            let message = error?.message ?? ""
            #expect(message.contains("/s/t is a stored table"), "\(message)")
            #expect(message.contains("STORE:TABLE") && message.contains("`store`"), "\(message)")
            #expect(error?.disposition == .reconfigure)
        }
        let part = path + "/s/t/d=1/p.parquet"
        #expect(try FileFinder.find([part], suffixes: [".parquet"]) == [part])
        #expect(try FileFinder.find([path], suffixes: [".csv"]) == [path + "/s/x.csv"])
    }
}
