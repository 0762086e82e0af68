/// Names a call: a request that an action asked for.
public struct DeliveryCallID: Sendable, Hashable {
    let index: Int32
    let stamp: UInt32
}
