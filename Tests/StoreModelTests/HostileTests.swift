import DDBBase
import DDBSchema
import DDBStorage
import DDBStore
import DDBTestSupport
import StoreModel
import Testing

/// Tables whose surroundings are against them.
@Suite struct HostileTests {
    static let stream = StreamedTable(seed: 51, changeCount: 20)

    static var options: WriterOptions {
        var options = WriterOptions()
        options.keys = ["pk"]
        return options
    }

    @Test func `a writer that was closed is in nobody's way, though somebody still has it`()
        async throws
    {
        let scratch = try ScratchFolder("hostile")
        let blobs = LocalBlobStore(root: scratch.path, pool: ThreadPool(threadCount: 1))
        var closed: [TableWriter] = []
        for number in 1...3 {
            let writer = try await TableStore(blobs).writer("t", options: Self.options)
            #expect(StreamedTable.last(of: writer) == number - 1)
            try await Self.stream.commit(number, in: writer)
            try await writer.close()
            closed.append(writer)
        }
        #expect(closed.count == 3)
    }
}
