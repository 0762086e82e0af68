import DDBClientCore
import DDBHTTP
import DDBS3
import DDBStorage
import DDBTestKit
import DDBTestSupport
import Testing

/// The stores that `BlobStoreContractTests`, the contract of every store, runs against here.
struct StoreUnderTest: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var make: @Sendable () throws -> (store: any BlobStore, scratch: ScratchFolder?)

    static let all = [
        StoreUnderTest(testDescription: "s3") {
            (try S3BlobStore(over: MemoryS3(pageCountMax: 7)), nil)
        },
        StoreUnderTest(testDescription: "s3, below a prefix, without metadata") {
            let server = MemoryS3(pageCountMax: 7, keepsMetadata: false)
            server.set("lake", [1])
            server.set("lakes/x", [1])
            return (try S3BlobStore(over: server, prefix: "/lake/"), nil)
        },
    ]
}

extension S3BlobStore {
    /// A store in the bucket `bkt` of a server.
    init(
        over server: some Transport, prefix: String = "", s3: ObjectSettings = ObjectSettings(),
        settings: S3BlobStoreSettings = S3BlobStoreSettings(), attemptsMax: Int? = nil
    ) throws {
        let client = S3Client(
            settings: ClientSettings(
                region: "eu-west-1", endpoint: Endpoint(parsing: "http://127.0.0.1:9000"),
                retry: RetrySettings(attemptsMax: attemptsMax)),
            objects: s3,
            components: ClientComponents(
                transport: server, credentials: FixedCredentials(), time: EagerTimeSource(),
                random: SeededRandom(seed: 7)))
        try self.init(client: client, bucket: "bkt", prefix: prefix, settings: settings)
    }
}
