import CDDBCurl
import DDBBase

extension CurlEngine {
    fileprivate func setTimer(_ milliseconds: Int) {
        timerDeadline =
            milliseconds < 0
            ? nil : machine.monotonicNanoseconds + UInt64(milliseconds) * 1_000_000
    }

    fileprivate func watch(_ descriptor: Int32, _ what: Int32) -> Bool {
        // CURL_POLL_IN and CURL_POLL_OUT have the bits of CURL_CSELECT_IN and CURL_CSELECT_OUT.
        poller.want(descriptor, what == CURL_POLL_REMOVE ? 0 : what & CURL_POLL_INOUT)
    }

    fileprivate func openSocket(_ address: UnsafeMutablePointer<curl_sockaddr>) -> Int32 {
        let descriptor = unsafe ddb_socket_open(address)
        if descriptor >= 0 { poller.opened(descriptor) }
        return descriptor
    }

    fileprivate func closeSocket(_ descriptor: Int32) -> Int32 {
        poller.closing(descriptor)
        return closeDescriptor(descriptor)
    }
}

/// The engine that a callback belongs to.
private func engine(_ context: UnsafeMutableRawPointer?) -> CurlEngine? {
    guard let context = unsafe context else { return nil }
    return unsafe Unmanaged<CurlEngine>.fromOpaque(context).takeUnretainedValue()
}

func socketChanged(
    _: UnsafeMutableRawPointer?, _ descriptor: Int32, _ what: Int32,
    _ context: UnsafeMutableRawPointer?, _: UnsafeMutableRawPointer?
) -> Int32 {
    unsafe engine(context)?.watch(descriptor, what) == true ? 0 : -1
}

func timerChanged(
    _: UnsafeMutableRawPointer?, _ milliseconds: Int, _ context: UnsafeMutableRawPointer?
) -> Int32 {
    unsafe engine(context)?.setTimer(milliseconds)
    return 0
}

func socketWanted(
    _ context: UnsafeMutableRawPointer?, _: curlsocktype,
    _ address: UnsafeMutablePointer<curl_sockaddr>?
) -> Int32 {
    guard let address = unsafe address else { return -1 }
    return unsafe engine(context)?.openSocket(address) ?? -1
}

func socketUnwanted(_ context: UnsafeMutableRawPointer?, _ descriptor: Int32) -> Int32 {
    unsafe engine(context)?.closeSocket(descriptor) ?? closeDescriptor(descriptor)
}
