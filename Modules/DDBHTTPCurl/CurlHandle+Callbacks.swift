import CDDBCurl
import DDBHTTP

// What curl calls while it works, on the loop's thread. Nothing here waits or resumes anybody but a
// producer: a transfer is only marked, and looked at when curl has returned.

extension CurlHandle {
    /// Takes a line of a head, or of the trailers, and returns how much of it was taken.
    fileprivate func receiveHead(_ line: UnsafeRawBufferPointer) -> Int {
        guard let transfer else { return 0 }
        transfer.movedAt = engine.now
        do {
            unsafe try transfer.head.take(line.bytes)
        } catch {
            transfer.fault = .head(error, transfer.request.endpoint)
            return 0
        }
        if transfer.head.isComplete { engine.touch(transfer) }
        return line.count
    }

    /// Takes bytes of the body, and returns how many, or that the direction pauses.
    fileprivate func receiveBody(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard let transfer else { return 0 }
        transfer.movedAt = engine.now
        engine.touch(transfer)
        let limit = engine.settings.bufferBytesMax
        guard transfer.received.count < limit else {
            transfer.isReceivingPaused = true
            return Int(CURL_WRITEFUNC_PAUSE)
        }
        unsafe transfer.received.append(contentsOf: bytes)
        return bytes.count
    }

    /// Fills room for the request's body, and returns how much, or that the direction pauses.
    fileprivate func sendBody(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard let transfer, let upload = transfer.request.upload else {
            return Int(CURL_READFUNC_ABORT)
        }
        transfer.movedAt = engine.now
        switch unsafe upload.read(into: buffer) {
        case .bytes(let count): return count
        case .end: return 0
        case .pause:
            transfer.isSendingPaused = true
            return Int(CURL_READFUNC_PAUSE)
        case .failure(let error):
            transfer.fault = .bodySource(error, transfer.request.endpoint)
            return Int(CURL_READFUNC_ABORT)
        }
    }

    /// Notes that the connection stands and the request goes out now; returns whether it may.
    fileprivate func startRequest() -> Bool {
        guard let transfer else { return false }
        // A connection that was kept and died lets curl try again with another one. By then the
        // server may have acted, and nothing is sent twice here.
        guard !transfer.isStarted else {
            transfer.fault = .connectionDied(transfer.request.endpoint)
            return false
        }
        transfer.isStarted = true
        engine.openingCount -= 1
        transfer.movedAt = engine.now
        engine.watchIdle(transfer)
        return true
    }
}

/// The handle that a callback belongs to.
private func handle(_ context: UnsafeMutableRawPointer?) -> CurlHandle? {
    guard let context = unsafe context else { return nil }
    return unsafe Unmanaged<CurlHandle>.fromOpaque(context).takeUnretainedValue()
}

func headReceived(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    let line = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
    return unsafe handle(context)?.receiveHead(line) ?? 0
}

func bodyReceived(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    let bytes = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
    return unsafe handle(context)?.receiveBody(bytes) ?? 0
}

func bodyWanted(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    let buffer = unsafe UnsafeMutableRawBufferPointer(start: bytes, count: size * count)
    return unsafe handle(context)?.sendBody(buffer) ?? Int(CURL_READFUNC_ABORT)
}

func requestStarts(
    _ context: UnsafeMutableRawPointer?, _: UnsafeMutablePointer<CChar>?,
    _: UnsafeMutablePointer<CChar>?, _: Int32, _: Int32
) -> Int32 {
    unsafe handle(context)?.startRequest() == true
        ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
}
