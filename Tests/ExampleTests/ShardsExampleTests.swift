import Testing

@Suite struct ShardsExampleTests {
    @Test func `a reader of shards on DDBShards alone builds, runs and goes on`() throws {
        let output = try ExamplePackage.run("ShardsExample")
        #expect(
            output.hasSuffix(
                """
                first run: ["one", "two"]
                ddbkit-shards 1
                shardId-00000001790000000000-aaaaaaaa 1:after:101000000000000000000001:1789917200000000
                second run: ["three", "four", "five"]
                all is read: true

                """), "\(output)")
    }
}
