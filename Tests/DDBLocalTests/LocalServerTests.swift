import DDBAttributes
import DDBBase
import DDBClientCore
import DDBCredentials
import DDBDynamoDB
import DDBHTTP
import DDBHTTPCurl
import DDBLocal
import Testing

@Suite struct LocalServerTests {
    @Test func `a server listens on a free port of the loopback and stops`() async throws {
        let endpoint = try await LocalServer.with { server in server.endpoint }
        #expect(endpoint.hasPrefix("http://127.0.0.1:"))
    }
}
