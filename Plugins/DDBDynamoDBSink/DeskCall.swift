import DDBDelivery

/// A call that the coordinator asks for.
enum DeskCall: Sendable {
    case write(DeliveryCallID, [WriteHandle])
    case load(DeliveryCallID, [[WriteHandle]])
}
