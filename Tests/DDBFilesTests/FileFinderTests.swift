import DDBFiles
import DDBPipeline
import DDBTestSupport
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
}
