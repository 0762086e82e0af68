import DDBBase
import DDBHTTP
import DDBHTTPCurl
import DDBTestSupport
import Foundation
import Testing

@Suite(.timeLimit(.minutes(15))) struct CurlProxyTests {
    /// Whether the request of a transport came by the proxy.
    static func usesProxy(
        _ settings: CurlSettings, _ environment: (String) -> [String: String]
    ) async throws -> Bool {
        let proxy = try LoopbackServer { LoopbackReply(text: $0.target) }
        let server = try LoopbackServer { LoopbackReply(text: $0.target) }
        let transport = try CurlTransport(
            settings, environment: ProcessEnvironment(environment(proxy.endpointText)))
        let endpoint = try #require(Endpoint(parsing: server.endpointText))
        let response = try await transport.send(
            TransportRequest(
                .get, endpoint, path: "/a/../b", query: [QueryItem("q", "1")],
                headers: ["authorization": "secret"]))
        let target = try await response.body.collect(limit: 1000)
        #expect(proxy.requestCount + server.requestCount == 1)
        guard let request = proxy.requests.first else {
            #expect(target == Array("/a/../b?q=1".utf8))
            return false
        }
        #expect(target == Array("\(server.endpointText)/a/../b?q=1".utf8))
        #expect(request.header("host") == endpoint.authority)
        #expect(request.header("proxy-connection") == nil)
        return true
    }

    static let environments: [(names: [String: String], isUsed: Bool)] = [
        (["http_proxy": "PROXY"], true), (["HTTP_PROXY": "PROXY"], false),
        (["https_proxy": "PROXY"], false), (["ALL_PROXY": "PROXY"], false), ([:], false),
        (["http_proxy": "  "], false), (["http_proxy": "PROXY", "no_proxy": "*"], false),
        (["http_proxy": "PROXY", "no_proxy": "example.com,127.0.0.1"], false),
        (["http_proxy": "PROXY", "NO_PROXY": "127.0.0.1"], false),
        (["http_proxy": "PROXY", "no_proxy": "a.b", "NO_PROXY": "127.0.0.1"], true),
    ]

    @Test(arguments: environments.indices)
    func `the environment names the proxy`(index: Int) async throws {
        let (names, isUsed) = Self.environments[index]
        let uses = try await Self.usesProxy(CurlSettings()) { proxy in
            names.mapValues { $0.replacingOccurrences(of: "PROXY", with: proxy) }
        }
        #expect(uses == isUsed)
    }

    @Test(arguments: ["http://169.254.170.23", "http://[fd00:ec2::23]"], [true, false])
    func `no proxy is asked for the keys of this machine`(
        url: String, isOfEnvironment: Bool
    ) async throws {
        let proxy = try LoopbackServer { _ in LoopbackReply(text: "proxy") }
        var settings = CurlSettings()
        settings.connectTimeout = .milliseconds(200)
        var environment = ["http_proxy": proxy.endpointText, "no_proxy": "a.example, b.example"]
        if !isOfEnvironment {
            environment = [:]
            settings.proxy = .url(Secret(proxy.endpointText), except: "a.example")
        }
        let transport = try CurlTransport(
            settings, environment: ProcessEnvironment(environment))
        let endpoint = try #require(Endpoint(parsing: url))
        // Where this runs on EKS the agent itself may answer; elsewhere nobody does.
        _ = try? await transport.send(TransportRequest(.get, endpoint, path: "/none"))
        #expect(proxy.requestCount == 0)
    }

    @Test func `settings go before the environment`() async throws {
        var settings = CurlSettings()
        settings.proxy = .none
        #expect(try await !Self.usesProxy(settings) { ["http_proxy": $0] })
        let proxy = try LoopbackServer { _ in LoopbackReply(text: "proxy") }
        settings.proxy = .url(Secret(proxy.endpointText), except: "other.example")
        let transport = try CurlTransport(settings, environment: ProcessEnvironment([:]))
        let endpoint = try #require(Endpoint(parsing: "http://unknown.invalid"))
        let response = try await transport.send(TransportRequest(.get, endpoint))
        #expect(try await response.body.collect(limit: 10) == Array("proxy".utf8))
        #expect(proxy.requests.first?.target == "http://unknown.invalid/")
    }

    @Test func `what goes over TLS is asked of the proxy without the caller's fields`()
        async throws
    {
        let proxy = try LoopbackServer { _ in LoopbackReply(status: 403, text: "no") }
        let transport = try CurlTransport(
            environment: ProcessEnvironment([
                "HTTPS_PROXY": proxy.endpointText.replacingOccurrences(
                    of: "//", with: "//user:pa%20ss@")
            ]))
        let endpoint = try #require(Endpoint(parsing: "https://unknown.invalid"))
        let error = await #expect(throws: TransportError.self) {
            try await transport.send(
                TransportRequest(.post, endpoint, headers: ["authorization": "secret"]))
        }
        #expect(error?.code == .connectionFailed)
        #expect(error?.delivery == .notSent)
        #expect(error?.message.contains("403") == true)
        let request = try #require(proxy.requests.first)
        #expect(request.method == "CONNECT")
        #expect(request.target == "unknown.invalid:443")
        #expect(request.header("authorization") == nil)
        #expect(request.header("proxy-authorization") == "Basic dXNlcjpwYSBzcw==")
        #expect(!"\(String(describing: error))".contains("pa%20ss"))
    }

    @Test(arguments: ["ftp://x", "gopher://x:1", "http://a b", "://", "http://\u{7F}"])
    func `a proxy that is none is refused when a transport is made`(url: String) {
        let error = #expect(throws: TransportError.self) {
            try CurlTransport(environment: ProcessEnvironment(["http_proxy": url]))
        }
        #expect(error?.delivery == .notSent)
        #expect(error?.message.contains("http_proxy") == true)
    }
}
