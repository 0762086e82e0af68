#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The descriptors 0, 1 and 2.
enum StandardStreams {
    /// Fills those that the process was started without, before files and pipes of its own take
    /// their numbers.
    ///
    /// Reading the one and writing the next fail then; what is said on standard error goes nowhere.
    static func fillClosed() {
        let modes = [
            (STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_WRONLY),
        ]
        // In their order: what is opened gets the lowest number that is free.
        for (descriptor, mode) in modes where fcntl(descriptor, F_GETFD) < 0 {
            _ = open("/dev/null", mode)
        }
    }
}
