import CDDBCurl
import DDBBase
import DDBHTTP

extension CurlEngine {
    /// What a code of libcurl means for a transfer that it ended.
    func failure(
        _ code: CURLcode, _ transfer: CurlTransfer, _ handle: CurlHandle
    ) -> TransportError {
        let endpoint = transfer.request.endpoint
        let detail = unsafe String(cString: curl_easy_strerror(code))
        let text = handle.failureText
        let make = { (errorCode: TransportError.Code, message: String, shows: Bool) in
            TransportError(
                errorCode, message, endpoint: endpoint, delivery: transfer.delivery,
                cause: CurlFailure(
                    code: Int(code.rawValue), text: shows && !text.isEmpty ? text : detail))
        }
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST:
            return make(
                .nameNotResolved,
                "The host of \(endpoint) has no address; check its name and the network.", true)
        case CURLE_COULDNT_RESOLVE_PROXY:
            return make(
                .nameNotResolved,
                "The proxy to \(endpoint) has no address; check http_proxy and https_proxy.", false)
        case CURLE_COULDNT_CONNECT, CURLE_PROXY, CURLE_INTERFACE_FAILED:
            return TransportError(
                .connectionFailed,
                "Nobody accepts connections at \(endpoint); check that the server runs.",
                endpoint: endpoint, delivery: transfer.delivery, cause: connectCause(handle, detail)
            )
        case CURLE_OPERATION_TIMEDOUT:
            return make(
                .connectTimeout,
                "\(endpoint) did not accept a connection in "
                    + "\(milliseconds(transfer.request.connectNanoseconds)) ms.", false)
        case CURLE_PARTIAL_FILE:
            return make(
                .bodyTruncated, "The body from \(endpoint) ended before its announced size.", false)
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING,
            CURLE_HTTP2:
            return make(.protocolViolation, "What \(endpoint) answered is no HTTP.", false)
        case CURLE_URL_MALFORMAT, CURLE_BAD_FUNCTION_ARGUMENT:
            return make(.invalidRequest, "The URL of the request cannot be sent.", false)
        case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_HTTP2_STREAM,
            CURLE_SEND_FAIL_REWIND, CURLE_SSL_SHUTDOWN_FAILED:
            return lost(transfer, handle, make)
        default:
            if isTLS(code) { return security(text, endpoint, make) }
            return make(
                .failed, "The request to \(endpoint) failed: \(detail).", false)
        }
    }

    private func connectCause(_ handle: CurlHandle, _ detail: String) -> any Error {
        let number = handle.systemErrorNumber
        guard number == 0 else { return SystemFailure(number) }
        return CurlFailure(code: Int(CURLE_COULDNT_CONNECT.rawValue), text: detail)
    }

    private typealias Make = (TransportError.Code, String, Bool) -> TransportError

    /// A connection broke, perhaps before it stood.
    private func lost(
        _ transfer: CurlTransfer, _ handle: CurlHandle, _ make: Make
    ) -> TransportError {
        let endpoint = transfer.request.endpoint
        guard !transfer.isStarted else {
            return make(
                .connectionLost,
                "The connection to \(endpoint) broke before the response was whole.",
                false)
        }
        let status = handle.proxyStatus
        guard status < 300 else {
            return make(
                .connectionFailed,
                "The proxy refused the way to \(endpoint) with status \(status); check its rules "
                    + "and credentials.", false)
        }
        return make(
            .connectionFailed, "The connection to \(endpoint) broke while it was made.", false)
    }

    private func security(_ text: String, _ endpoint: Endpoint, _ make: Make) -> TransportError {
        // OpenSSL has one code for a peer that it cannot agree with and for one that hung up.
        let signs = ["SYSCALL", "reset by peer", "unexpected eof", "Broken pipe"]
        if signs.contains(where: { text.contains($0) }) {
            return make(
                .connectionFailed, "\(endpoint) hung up while TLS was agreed on.", true)
        }
        return make(
            .tlsFailed,
            "No trusted connection to \(endpoint): \(text.isEmpty ? "TLS failed" : text). Check "
                + "the host's name and the certificates (AWS_CA_BUNDLE).", true)
    }
}

private func isTLS(_ code: CURLcode) -> Bool {
    switch code {
    case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED,
        CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_PEER_FAILED_VERIFICATION,
        CURLE_USE_SSL_FAILED, CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_CACERT_BADFILE,
        CURLE_SSL_CRL_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_PINNEDPUBKEYNOTMATCH,
        CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CLIENTCERT:
        true
    default: false
    }
}

private func milliseconds(_ nanoseconds: UInt64) -> UInt64 { nanoseconds / 1_000_000 }
