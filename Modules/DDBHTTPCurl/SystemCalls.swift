import DDBBase
import DDBHTTP

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Closes a descriptor.
///
/// The corresponding C function is `close`.
@discardableResult
func closeDescriptor(_ descriptor: Int32) -> Int32 { close(descriptor) }

/// Whether a file can be read.
///
/// The corresponding C function is `access`.
func isReadable(_ path: String) -> Bool { unsafe access(path, R_OK) == 0 }

extension TransportError {
    /// The system refused something just now.
    static func system(_ purpose: String) -> TransportError {
        TransportError(
            .failed,
            "The system gives this process nothing to \(purpose) with; raise its limit of open "
                + "files.", delivery: .notSent, cause: SystemFailure(errno))
    }
}
