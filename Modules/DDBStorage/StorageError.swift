/// Says what a store could not do, and what to do about it.
public struct StorageError: Error, Sendable, CustomStringConvertible {
    /// Tells failures apart.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        enum Kind: String {
            case invalidPath, notFound, notFile, denied, readOnly, full, tooManyOpen, tooLarge
            case outOfRange, changed, locked, unsupported, outcomeUnknown, unavailable, closed,
                failed
        }
        let kind: Kind

        /// The path is empty, absolute, or has an empty, `.` or `..` component or a NUL.
        public static let invalidPath = Code(kind: .invalidPath)
        /// Nothing is there.
        public static let notFound = Code(kind: .notFound)
        /// A folder is where a file should be, or a file where a folder should be.
        public static let notFile = Code(kind: .notFile)
        /// The user may not do this.
        public static let denied = Code(kind: .denied)
        /// The file system is mounted read-only.
        public static let readOnly = Code(kind: .readOnly)
        /// The disk, or the user's quota on it, is full.
        public static let full = Code(kind: .full)
        /// The process or the system has no further file descriptor.
        public static let tooManyOpen = Code(kind: .tooManyOpen)
        /// A file, a folder or a page is over a limit.
        public static let tooLarge = Code(kind: .tooLarge)
        /// A range lies beyond the end of the blob.
        public static let outOfRange = Code(kind: .outOfRange)
        /// The blob changed while it was read.
        public static let changed = Code(kind: .changed)
        /// Somebody else holds the lock.
        public static let locked = Code(kind: .locked)
        /// The file system lacks what the operation needs.
        public static let unsupported = Code(kind: .unsupported)
        /// The write may or may not have happened: read back before doing it again.
        public static let outcomeUnknown = Code(kind: .outcomeUnknown)
        /// The store cannot be reached now, or asks to be asked less.
        public static let unavailable = Code(kind: .unavailable)
        /// The writer was finished or abandoned before.
        public static let closed = Code(kind: .closed)
        /// Any other failure of the system.
        public static let failed = Code(kind: .failed)

        /// The name of the code.
        public var description: String { kind.rawValue }
    }

    /// What the caller can do.
    public enum Disposition: Sendable {
        /// Try again later.
        case retry
        /// Change a setting, a permission or the disk.
        case reconfigure
        /// What is stored is damaged.
        case corrupt
        /// Give up.
        case fatal
    }

    /// Which failure it is.
    public let code: Code
    /// What failed and what to do.
    public let message: String
    /// The path inside the store, where one is concerned.
    public let path: String?
    /// The system's number of the failure, or 0.
    public let systemCode: Int32
    /// What led to it.
    public let cause: (any Error)?

    /// Creates an error.
    public init(
        _ code: Code, _ message: String, path: String? = nil, systemCode: Int32 = 0,
        cause: (any Error)? = nil
    ) {
        self.code = code
        self.message = message
        self.path = path
        self.systemCode = systemCode
        self.cause = cause
    }

    /// What the caller can do.
    public var disposition: Disposition {
        switch code.kind {
        case .outcomeUnknown, .unavailable, .locked, .tooManyOpen: .retry
        case .denied, .readOnly, .full, .unsupported, .notFile: .reconfigure
        case .changed, .outOfRange: .corrupt
        case .invalidPath, .notFound, .tooLarge, .closed, .failed: .fatal
        }
    }

    /// The message.
    public var description: String { message }
}
