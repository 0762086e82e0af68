import CDDBCurl
import DDBHTTP

extension CurlHandle {
    /// Sets what is the same for every request.
    ///
    /// Nothing that a request sets is left to the next: ``setRequest(_:)`` sets all of it.
    func setDefaults(_ settings: CurlSettings, _ route: ProxyRoute) throws(TransportError) {
        try setCallbacks()
        try set(CURLOPT_NOSIGNAL, 1)
        // A name's resolution cannot be broken off; without this, ending a transfer waits for it.
        try set(CURLOPT_QUICK_EXIT, 1)
        try set(CURLOPT_PROTOCOLS_STR, text: "http,https")
        try set(CURLOPT_REDIR_PROTOCOLS_STR, text: "http,https")
        try set(CURLOPT_FOLLOWLOCATION, 0)
        try set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
        try set(CURLOPT_HTTP09_ALLOWED, 0)
        try set(CURLOPT_PATH_AS_IS, 1)
        try set(CURLOPT_ACCEPT_ENCODING, text: nil)
        try set(CURLOPT_HTTP_CONTENT_DECODING, 0)
        try set(CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue))
        try set(CURLOPT_HEADEROPT, Int(CURLHEADER_SEPARATE))
        try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        try set(CURLOPT_TCP_KEEPALIVE, 1)
        try set(CURLOPT_MAXAGE_CONN, wholeSeconds(settings.connectionIdleTime))
        try setSecurity(settings)
        // Never nil, for which curl would look into the environment by itself.
        try set(CURLOPT_PROXY, text: "")
        try set(CURLOPT_NOPROXY, text: route.exceptions)
        switch settings.version {
        case .http1: try set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        case .http2: try set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        }
    }

    private func setSecurity(_ settings: CurlSettings) throws(TransportError) {
        try set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        try set(CURLOPT_PROXY_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if let bundle = settings.caBundle {
            try set(CURLOPT_CAINFO, text: bundle)
            try set(CURLOPT_PROXY_CAINFO, text: bundle)
            // Nothing but the file is trusted then.
            try set(CURLOPT_CAPATH, text: nil)
            try set(CURLOPT_PROXY_CAPATH, text: nil)
        }
        if settings.trustsAllCertificates {
            try set(CURLOPT_SSL_VERIFYPEER, 0)
            try set(CURLOPT_SSL_VERIFYHOST, 0)
        }
    }

    /// Sets everything that differs between requests.
    func setRequest(
        _ request: borrowing PreparedRequest, _ route: ProxyRoute
    ) throws(TransportError) {
        clearFailureText()
        try set(CURLOPT_URL, text: request.url)
        let code = unsafe request.headers.withPointer { list in
            unsafe withPointer { unsafe ddb_curl_set_pointer($0, CURLOPT_HTTPHEADER, list) }
        }
        guard code == CURLE_OK else { throw .tooOld }
        if route.hasProxy { try set(CURLOPT_PROXY, text: route.url(to: request.endpoint)) }
        try set(
            CURLOPT_CONNECTTIMEOUT_MS, Int(clamping: request.connectNanoseconds / 1_000_000))
        // This one takes back POST, PUT and HEAD of the request before.
        try set(CURLOPT_HTTPGET, 1)
        var defaultMethod = "GET"
        switch request.body {
        case .none: break
        case .head:
            try set(CURLOPT_NOBODY, 1)
            defaultMethod = "HEAD"
        case .whole(let bytes):
            try set(CURLOPT_POST, 1)
            try set(body: bytes)
            defaultMethod = "POST"
        case .streamed(let byteCount, _):
            try set(CURLOPT_UPLOAD, 1)
            try set(CURLOPT_INFILESIZE_LARGE, size: byteCount ?? -1)
            defaultMethod = "PUT"
        }
        try set(
            CURLOPT_CUSTOMREQUEST,
            text: request.method == defaultMethod ? nil : request.method)
    }

    /// Takes back what would keep memory of a request that is over.
    func clearRequest() throws(TransportError) {
        unsafe try set(CURLOPT_HTTPHEADER, pointer: nil)
        unsafe try set(CURLOPT_COPYPOSTFIELDS, pointer: nil)
    }
}

/// Whole seconds, at least one.
private func wholeSeconds(_ duration: Duration) -> Int {
    max(1, Int(clamping: duration.components.seconds))
}
