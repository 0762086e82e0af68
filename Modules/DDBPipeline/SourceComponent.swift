public import DDBConfiguration

/// A kind of place that items come from.
///
/// ## Contract
/// - A component MUST do no I/O in `init`; options that contradict each other are refused there.
/// - ``open(from:)`` MUST give exactly what lies after the positions, and all of it, where the
///   source has not changed: what a run read and saved plus what the next run reads is everything,
///   once.
/// - A partition that the map does not have is read from its beginning; one that is finished is not
///   read again.
/// - A partition that the map has and the source does not SHOULD be ignored where the source may
///   forget partitions, and MUST be an error where that would mean lost data.
public protocol SourceComponent: Sendable {
    /// Name, options and guarantees.
    static var spec: ComponentSpec { get }

    /// Creates the component from options that the spec's fields have validated.
    init(options: Options, context: ComponentContext) throws

    /// Begins to read.
    func open(from positions: PositionMap) async throws -> any SourceSession
}
