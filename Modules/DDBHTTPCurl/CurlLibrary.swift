import CDDBCurl
import DDBHTTP

/// The library as such.
enum CurlLibrary {
    private static let startCode = ddb_curl_global_init()

    /// Starts the library, once in a process.
    static func start() throws(TransportError) {
        guard startCode == CURLE_OK else {
            throw TransportError(
                .failed, "libcurl cannot be started (code \(startCode.rawValue)).",
                delivery: .notSent)
        }
    }
}

extension TransportError {
    /// The library lacks an option.
    static var tooOld: TransportError {
        TransportError(
            .failed, "libcurl is older than 7.87 or was built without something; install a newer.",
            delivery: .notSent)
    }
}
