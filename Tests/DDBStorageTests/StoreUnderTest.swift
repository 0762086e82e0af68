import DDBBase
import DDBStorage
import DDBTestKit
import DDBTestSupport
import Testing

/// A store under test, and what must live as long as it.
struct StoreUnderTest: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var make: @Sendable () throws -> (store: any BlobStore, scratch: ScratchFolder?)

    static let all = [
        StoreUnderTest(testDescription: "memory") { (MemoryBlobStore(pageEntryCountMax: 7), nil) },
        StoreUnderTest(testDescription: "local") {
            let scratch = try ScratchFolder("contract")
            let pool = ThreadPool(threadCount: 4)
            return (LocalBlobStore(root: scratch.path + "/not/yet", pool: pool), scratch)
        },
    ]
}
