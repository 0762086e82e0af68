import CDDBCurl
import DDBBase
import DDBHTTP

/// Waits for sockets, and for others to signal.
///
/// A socket that curl is done with for now stays watched until it reports something nobody asked
/// for: the next request over a kept connection then costs no system call here.
struct CurlPoller: ~Copyable {
    /// What is known of a descriptor.
    private struct Watch {
        /// What curl waits for.
        var wanted: Int32 = 0
        /// What the system watches for.
        var watched: Int32 = 0
        /// Whether curl says when it closes the descriptor; others may vanish without a word.
        var isConnection = false
    }

    private let poller: Int32
    private let signal: Int32
    private var watches: [Watch] = []
    private var events: [ddb_poll_event]

    /// - Parameter signal: A descriptor that is readable when others signal.
    init(signal: Int32) throws(TransportError) {
        poller = ddb_poller_open()
        self.signal = signal
        events = Array(repeating: ddb_poll_event(), count: 256)
        guard poller >= 0, ddb_poller_watch(poller, signal, CURL_CSELECT_IN) == 0 else {
            throw .system("wait for sockets")
        }
    }

    deinit { if poller >= 0 { closeDescriptor(poller) } }

    /// A connection got a descriptor.
    mutating func opened(_ descriptor: Int32) {
        grow(to: descriptor)
        watches[Int(descriptor)] = Watch(isConnection: true)
    }

    /// A connection is about to give its descriptor back.
    mutating func closing(_ descriptor: Int32) {
        // Closing ends the watch.
        grow(to: descriptor)
        watches[Int(descriptor)] = Watch()
    }

    /// Notes that curl waits for something else, 0 being nothing; false where the system refuses.
    mutating func want(_ descriptor: Int32, _ interest: Int32) -> Bool {
        grow(to: descriptor)
        let index = Int(descriptor)
        watches[index].wanted = interest
        if interest == 0, watches[index].isConnection { return true }
        guard watches[index].watched != interest else { return true }
        watches[index].watched = interest
        return ddb_poller_watch(poller, descriptor, interest) == 0 || interest == 0
    }

    /// Waits; returns how many events there are.
    ///
    /// - Parameter milliseconds: How long at most; for ever where negative.
    mutating func wait(milliseconds: Int32) -> Int {
        let count = unsafe events.withUnsafeMutableBufferPointer {
            unsafe ddb_poller_wait(poller, $0.baseAddress, Int32($0.count), milliseconds)
        }
        return max(0, Int(count))
    }

    /// The descriptor of an event and what it is ready for; nil where that is nothing to curl.
    mutating func event(_ index: Int) -> (descriptor: Int32, readiness: Int32)? {
        let descriptor = events[index].descriptor
        let readiness = events[index].readiness
        if descriptor == signal {
            ddb_signal_clear(signal)
            return nil
        }
        grow(to: descriptor)
        guard watches[Int(descriptor)].wanted == 0 else { return (descriptor, readiness) }
        // It would be reported again and again.
        watches[Int(descriptor)].watched = 0
        _ = ddb_poller_watch(poller, descriptor, 0)
        return nil
    }

    private mutating func grow(to descriptor: Int32) {
        while watches.count <= Int(descriptor) { watches.append(Watch()) }
    }
}
