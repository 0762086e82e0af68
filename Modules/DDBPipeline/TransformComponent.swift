public import DDBAttributes
public import DDBConfiguration

/// A change to items on their way: filter, rename, compute.
///
/// ## Contract
/// - A transform is shared by all lanes and keeps no state between batches that changes results:
///   batches of a source may come in another grouping after a restart.
/// - It sees items only. The batch's positions stay with it whatever the transform returns, so an
///   empty result still moves them.
public protocol TransformComponent: Sendable {
    /// Name, options and guarantees.
    static var spec: ComponentSpec { get }

    /// Creates the component from options that the spec's fields have validated.
    init(options: Options, context: ComponentContext) throws

    /// Returns the items that take the place of these.
    func apply(_ items: ItemBatch) async throws -> ItemBatch
}
