import CDDBCurl
import DDBHTTP

/// Owns a multi handle of libcurl; one thread uses it.
@safe struct CurlMulti: ~Copyable {
    private let multi: UnsafeMutableRawPointer

    init() throws(TransportError) {
        try CurlLibrary.start()
        guard let multi = unsafe curl_multi_init() else {
            throw TransportError(
                .failed, "libcurl gives no handle: memory is short.", delivery: .notSent)
        }
        unsafe self.multi = multi
    }

    deinit { _ = unsafe curl_multi_cleanup(multi) }

    /// Sets where sockets and timers are told, and the limit of connections kept.
    func configure(
        context: UnsafeMutableRawPointer, connectionsMax: Int
    ) throws(TransportError) {
        let results = unsafe [
            ddb_curl_multi_set_socket_function(multi, socketChanged),
            ddb_curl_multi_set_pointer(multi, CURLMOPT_SOCKETDATA, context),
            ddb_curl_multi_set_timer_function(multi, timerChanged),
            ddb_curl_multi_set_pointer(multi, CURLMOPT_TIMERDATA, context),
            ddb_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, connectionsMax),
            // One request a connection at a time: a paused stream of HTTP/2 would hold up the
            // others of its connection.
            ddb_curl_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_NOTHING)),
        ]
        guard results.allSatisfy({ $0 == CURLM_OK }) else { throw .tooOld }
    }

    /// Starts a transfer; false where curl does not take it.
    func add(_ handle: CurlHandle) -> Bool {
        unsafe handle.withPointer { unsafe curl_multi_add_handle(multi, $0) == CURLM_OK }
    }

    /// Ends a transfer, whatever its state.
    func remove(_ handle: CurlHandle) {
        unsafe handle.withPointer { _ = unsafe curl_multi_remove_handle(multi, $0) }
    }

    /// Tells that a socket is ready.
    func act(on descriptor: Int32, readiness: Int32) {
        var running: Int32 = 0
        _ = unsafe curl_multi_socket_action(multi, descriptor, readiness, &running)
    }

    /// Tells that the time of a timer has come.
    func actOnTimer() {
        var running: Int32 = 0
        _ = unsafe curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running)
    }

    /// The next transfer that is done, and how it ended.
    func nextDone() -> (CurlHandle, CURLcode)? {
        var left: Int32 = 0
        while let message = unsafe curl_multi_info_read(multi, &left) {
            var code = CURLE_OK
            guard let easy = unsafe ddb_curl_message_done(message, &code),
                let handle = unsafe CurlHandle.owner(of: easy)
            else { continue }
            return (handle, code)
        }
        return nil
    }
}
