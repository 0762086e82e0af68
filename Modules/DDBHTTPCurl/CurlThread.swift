import DDBHTTP

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Runs an engine on a thread of its own until its inbox is closed.
func startThread(_ engine: CurlEngine) throws(TransportError) {
    let context = unsafe Unmanaged.passRetained(engine)
    var thread = pthread_t()
    guard unsafe pthread_create(&thread, nil, runEngine, context.toOpaque()) == 0 else {
        unsafe context.release()
        throw .system("run a thread")
    }
    pthread_detach(thread)
}

private func runEngine(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    // A connection that the peer has reset is an error of a write, not the end of the process.
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe sigaddset(&signals, SIGPIPE)
    unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
    guard let context = unsafe context else { return nil }
    let inbox = unsafe runToEnd(Unmanaged<CurlEngine>.fromOpaque(context).takeRetainedValue())
    // The engine is gone, and with it every socket.
    inbox.end()
    return nil
}

private func runToEnd(_ engine: consuming CurlEngine) -> CurlInbox {
    engine.run()
    return engine.inbox
}
