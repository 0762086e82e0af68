/// Why a pipeline did not run to its end.
///
/// The message names components, partitions and options, never what items hold.
public struct PipelineError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure it is.
    public struct Code: Sendable, Hashable {
        enum Kind {
            case unknownComponent, sourceFailed, transformFailed, sinkFailed, commitFailed
            case rejected, contractBroken, limitExceeded
        }
        let kind: Kind

        /// The registry has no component of that name and kind.
        public static let unknownComponent = Code(kind: .unknownComponent)
        /// The source threw.
        public static let sourceFailed = Code(kind: .sourceFailed)
        /// A transform threw.
        public static let transformFailed = Code(kind: .transformFailed)
        /// The sink threw while it took rows.
        public static let sinkFailed = Code(kind: .sinkFailed)
        /// The sink threw while it committed; what it holds then, only its restore tells.
        public static let commitFailed = Code(kind: .commitFailed)
        /// More records were rejected than the settings allow.
        public static let rejected = Code(kind: .rejected)
        /// A component broke the contract that its protocol states.
        public static let contractBroken = Code(kind: .contractBroken)
        /// A text or a map is larger than its named limit.
        public static let limitExceeded = Code(kind: .limitExceeded)
    }

    /// What the caller should do about it.
    public enum Disposition: String, Sendable {
        /// Run the pipeline again; it continues where it was committed.
        case retry
        /// Change the configuration.
        case reconfigure
        /// The input is damaged.
        case corrupt
        /// The program is wrong.
        case fatal
    }

    /// The kind of the failure.
    public var code: Code

    /// What failed and what to do.
    public var message: String

    /// The component's name and kind, as `lines source`.
    public var component: String?

    /// The partition that was being read.
    public var partition: Partition?

    /// What the caller should do.
    public var disposition: Disposition

    /// The error underneath.
    public var cause: (any Error)?

    /// Creates an error.
    public init(
        _ code: Code, _ message: String, component: String? = nil, partition: Partition? = nil,
        disposition: Disposition? = nil, cause: (any Error)? = nil
    ) {
        self.code = code
        self.message = message
        self.component = component
        self.partition = partition
        self.disposition = disposition ?? code.usualDisposition
        self.cause = cause
    }

    /// One line: the component, the partition, and the message.
    public var description: String {
        var text = ""
        if let component { text += "\(component): " }
        if let partition, !messageNames(partition) { text += "\(partition.id): " }
        return text + message
    }

    /// Whether the message begins with the partition's file, so that it need not be said twice.
    private func messageNames(_ partition: Partition) -> Bool {
        let head = message.prefix { $0 != ":" && $0 != "," }
        return message.hasPrefix(partition.id) || head.hasSuffix("/" + partition.id)
            || partition.id.hasSuffix("/" + head)
    }

    /// Wraps what a component threw; cancellation and pipeline errors stay what they are, the
    /// latter gain the component where they name none.
    static func wrap(
        _ error: any Error, _ code: Code, component: String, partition: Partition? = nil
    ) -> any Error {
        if error is CancellationError { return error }
        if var known = error as? PipelineError {
            known.component = known.component ?? component
            known.partition = known.partition ?? partition
            return known
        }
        return PipelineError(
            code, "\(error)", component: component, partition: partition, cause: error)
    }
}

extension PipelineError.Code {
    fileprivate var usualDisposition: PipelineError.Disposition {
        switch kind {
        case .unknownComponent, .limitExceeded: .reconfigure
        case .sourceFailed, .transformFailed, .sinkFailed, .commitFailed: .retry
        case .rejected: .corrupt
        case .contractBroken: .fatal
        }
    }
}
