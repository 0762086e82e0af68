import CDDBCurl
import DDBHTTP

/// Owns an easy handle of libcurl, which carries one transfer after the other.
///
/// The loop's thread alone uses it. Callbacks find it by its address, which does not change.
@safe final class CurlHandle {
    private let easy: UnsafeMutableRawPointer
    private let errorText: UnsafeMutablePointer<CChar>
    /// What it carries now.
    var transfer: CurlTransfer?
    /// Whose it is; the engine outlives its handles.
    unowned let engine: CurlEngine

    init(_ engine: CurlEngine) throws(TransportError) {
        guard let easy = unsafe curl_easy_init() else {
            throw TransportError(
                .failed, "libcurl gives no handle: memory is short.", delivery: .notSent)
        }
        unsafe self.easy = easy
        unsafe errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        self.engine = engine
    }

    deinit {
        unsafe curl_easy_cleanup(easy)
        unsafe errorText.deallocate()
    }

    /// The owner of a handle that a message names.
    static func owner(of easy: UnsafeMutableRawPointer) -> CurlHandle? {
        var address: UnsafeMutableRawPointer?
        guard unsafe ddb_curl_get_pointer(easy, CURLINFO_PRIVATE, &address) == CURLE_OK,
            let address = unsafe address
        else { return nil }
        return unsafe Unmanaged<CurlHandle>.fromOpaque(address).takeUnretainedValue()
    }

    func withPointer<Result>(_ body: (UnsafeMutableRawPointer) -> Result) -> Result {
        unsafe body(easy)
    }

    func set(_ option: CURLoption, _ value: Int) throws(TransportError) {
        guard unsafe ddb_curl_set_long(easy, option, value) == CURLE_OK else { throw .tooOld }
    }

    func set(_ option: CURLoption, size: Int) throws(TransportError) {
        guard unsafe ddb_curl_set_size(easy, option, curl_off_t(size)) == CURLE_OK else {
            throw .tooOld
        }
    }

    /// Sets text, which curl copies.
    func set(_ option: CURLoption, text: String?) throws(TransportError) {
        let code: CURLcode
        if let text {
            code = unsafe text.withCString { unsafe ddb_curl_set_text(easy, option, $0) }
        } else {
            code = unsafe ddb_curl_set_text(easy, option, nil)
        }
        guard code == CURLE_OK else { throw .tooOld }
    }

    func set(_ option: CURLoption, pointer: UnsafeRawPointer?) throws(TransportError) {
        guard unsafe ddb_curl_set_pointer(easy, option, pointer) == CURLE_OK else { throw .tooOld }
    }

    /// Sets the body that goes with the head, which curl copies.
    func set(body: [UInt8]) throws(TransportError) {
        try set(CURLOPT_POSTFIELDSIZE_LARGE, size: body.count)
        let code = unsafe body.withUnsafeBytes {
            unsafe ddb_curl_set_pointer(
                easy, CURLOPT_COPYPOSTFIELDS, $0.baseAddress ?? UnsafeRawPointer(errorText))
        }
        guard code == CURLE_OK else { throw .tooOld }
    }

    /// Sets everything that is called back, with this handle or its engine as the context.
    func setCallbacks() throws(TransportError) {
        let me = unsafe Unmanaged.passUnretained(self).toOpaque()
        let engine = unsafe Unmanaged.passUnretained(engine).toOpaque()
        let codes = unsafe [
            ddb_curl_set_data_function(easy, CURLOPT_HEADERFUNCTION, headReceived),
            ddb_curl_set_data_function(easy, CURLOPT_WRITEFUNCTION, bodyReceived),
            ddb_curl_set_data_function(easy, CURLOPT_READFUNCTION, bodyWanted),
            ddb_curl_set_request_function(easy, requestStarts),
            ddb_curl_set_open_function(easy, socketWanted),
            ddb_curl_set_close_function(easy, socketUnwanted),
        ]
        guard codes.allSatisfy({ $0 == CURLE_OK }) else { throw .tooOld }
        for option in [
            CURLOPT_PRIVATE, CURLOPT_HEADERDATA, CURLOPT_WRITEDATA, CURLOPT_READDATA,
            CURLOPT_PREREQDATA,
        ] {
            unsafe try set(option, pointer: me)
        }
        unsafe try set(CURLOPT_OPENSOCKETDATA, pointer: engine)
        unsafe try set(CURLOPT_CLOSESOCKETDATA, pointer: engine)
        unsafe try set(CURLOPT_ERRORBUFFER, pointer: errorText)
    }

    /// Stops and starts the two directions; what was held back comes during the call.
    func pause(receiving: Bool, sending: Bool) {
        let mask = (receiving ? CURLPAUSE_RECV : 0) | (sending ? CURLPAUSE_SEND : 0)
        _ = unsafe curl_easy_pause(easy, mask)
    }

    /// What curl says about the last failure; empty where it says nothing.
    var failureText: String { unsafe String(cString: errorText) }

    func clearFailureText() { unsafe errorText.pointee = 0 }

    /// The number of the system's error behind a failure to connect; 0 where there was none.
    var systemErrorNumber: Int32 {
        var number = 0
        _ = unsafe ddb_curl_get_long(easy, CURLINFO_OS_ERRNO, &number)
        return Int32(truncatingIfNeeded: number)
    }

    /// The status of a proxy's answer to CONNECT; 0 where there was none.
    var proxyStatus: Int {
        var status = 0
        _ = unsafe ddb_curl_get_long(easy, CURLINFO_HTTP_CONNECTCODE, &status)
        return status
    }
}
