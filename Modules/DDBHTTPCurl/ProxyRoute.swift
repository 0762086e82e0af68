import CDDBCurl
package import DDBBase
package import DDBHTTP

/// Which proxy leads to which server, as settings and environment said when a transport was made.
package struct ProxyRoute: Sendable {
    /// Schemes of proxies.
    private static let schemes = ["http", "https", "socks5", "socks5h"]

    /// Where a machine of AWS, a container or a pod asks for its own metadata and credentials: a
    /// proxy would see them, or answer with its own.
    private static let machineServices: Set<String> = [
        "169.254.169.254", "169.254.170.2", "169.254.170.23", "fd00:ec2::254", "fd00:ec2::23",
    ]

    private let http: Secret?
    private let https: Secret?
    /// The hosts that are reached straight, as curl reads `no_proxy`.
    let exceptions: String

    package init(
        _ proxy: CurlSettings.Proxy, _ environment: ProcessEnvironment
    ) throws(TransportError) {
        switch proxy {
        case .none:
            http = nil
            https = nil
            exceptions = ""
        case .url(let url, let except):
            try Self.check(url, "The proxy of the settings")
            http = url
            https = url
            exceptions = except
        case .environment:
            http = try Self.read(["http_proxy"], environment)
            https = try Self.read(["https_proxy", "HTTPS_PROXY"], environment)
            exceptions =
                environment.nonBlank("no_proxy") ?? environment.nonBlank("NO_PROXY") ?? ""
        }
    }

    /// Whether any request goes by a proxy, which is then set for each.
    var hasProxy: Bool { http != nil || https != nil }

    /// What curl is told; empty for none, so that it asks the environment by itself for nothing.
    package func url(to endpoint: Endpoint) -> String {
        if Self.machineServices.contains(endpoint.host) { return "" }
        switch endpoint.scheme {
        case .http: return http?.reveal() ?? ""
        case .https: return https?.reveal() ?? ""
        }
    }

    private static func read(
        _ names: [String], _ environment: ProcessEnvironment
    ) throws(TransportError) -> Secret? {
        for name in names {
            guard let value = environment.nonBlank(name) else { continue }
            let url = Secret(value)
            try check(url, "The proxy in \(name)")
            return url
        }
        return nil
    }

    private static func check(_ url: Secret, _ name: String) throws(TransportError) {
        let text = url.reveal()
        let scheme =
            text.firstRange(of: "://").map { text[..<$0.lowerBound].lowercased() } ?? "http"
        guard schemes.contains(scheme) else {
            throw TransportError(
                .connectionFailed,
                "\(name) has a scheme other than \(schemes.joined(separator: ", ")).",
                delivery: .notSent)
        }
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw TransportError(
                .connectionFailed, "\(name) is no URL: it holds a space or a control character.",
                delivery: .notSent)
        }
    }
}
