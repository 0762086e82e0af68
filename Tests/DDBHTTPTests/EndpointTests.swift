import DDBHTTP
import Testing

@Suite struct EndpointTests {
    @Test(
        arguments: [
            ("http://localhost:8000", "http", "localhost", 8000, "", "localhost:8000"),
            (
                "HTTPS://DynamoDB.EU-West-1.amazonaws.com", "https",
                "dynamodb.eu-west-1.amazonaws.com", 443, "", "dynamodb.eu-west-1.amazonaws.com"
            ),
            ("https://a.b:443/", "https", "a.b", 443, "", "a.b"),
            ("http://a:443", "http", "a", 443, "", "a:443"),
            ("http://a:/x/y//", "http", "a", 80, "/x/y", "a"),
            ("http://[fd00:ec2::254]", "http", "fd00:ec2::254", 80, "", "[fd00:ec2::254]"),
            ("http://[::1]:8080/", "http", "::1", 8080, "", "[::1]:8080"),
            ("http://169.254.170.2", "http", "169.254.170.2", 80, "", "169.254.170.2"),
            (
                "https://my_bucket.s3.amazonaws.com", "https", "my_bucket.s3.amazonaws.com", 443,
                "",
                "my_bucket.s3.amazonaws.com"
            ),
        ] as [(String, String, String, UInt16, String, String)])
    func `an endpoint is read`(
        text: String, scheme: String, host: String, port: UInt16, path: String, authority: String
    ) throws {
        let endpoint = try #require(Endpoint(parsing: text))
        #expect(endpoint.scheme.rawValue == scheme)
        #expect(endpoint.host == host)
        #expect(endpoint.port == port)
        #expect(endpoint.basePath == path)
        #expect(endpoint.authority == authority)
        #expect(Endpoint(parsing: endpoint.description) == endpoint)
    }

    @Test(
        arguments: [
            "", "localhost", "localhost:8000", "ftp://a", "file:///etc/passwd", "http:/a",
            "http://",
            "http:///path", "http://user@a", "http://user:secret@a", "http://a b", "http://a\r\nx",
            "http://a:0", "http://a:65536", "http://a:-1", "http://a:+1", "http://a:1:2",
            "http://a?b=c", "http://a/?b", "http://a#b", "http://[::1", "http://::1", "http://[a]",
            "http://[::1]x", "http://a/b c", "http://ä", "http://a/ü", "http://a\\b", "http://%61",
        ])
    func `what is no endpoint is refused`(text: String) {
        #expect(Endpoint(parsing: text) == nil)
    }

    @Test func `text beyond the limit is refused`() {
        let path = String(repeating: "a", count: Endpoint.textBytesMax)
        #expect(Endpoint(parsing: "http://a/" + path) == nil)
        #expect(TransportRequest(.get, url: "http://a/" + path) == nil)
    }
}
