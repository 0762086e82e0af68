import DDBAttributes
import DDBClientCore
import DDBJSON

/// A request that is answered with items, which are decoded into a batch.
protocol ItemBearingOperation: JSONOperation {
    /// Where the items lie in the reply.
    static var shape: ReplyShape { get }
    /// Members of the reply that are kept as text rather than read as a tree.
    static var wireMembers: Set<String> { get }
}

extension ItemBearingOperation {
    static var wireMembers: Set<String> { [] }

    package static var replyBytesMax: Int { ReplyDecoder.documentBytesMax }

    /// The name of the table in records: without what else an ARN has.
    var recordTable: String { Self.tableName(of: resource ?? "") }

    static func tableName(of resource: String) -> String {
        guard resource.hasPrefix("arn:"), let start = resource.firstRange(of: "table/") else {
            return resource
        }
        return String(resource[start.upperBound...].prefix { $0 != "/" })
    }

    /// Decodes a reply.
    static func decode(
        _ reply: ServiceReply, origin: ItemOrigin, table: String, epoch: UInt32 = 0
    ) throws(ClientError) -> ItemReply {
        let decoder = ReplyDecoder(shape: shape, origin: origin, table: table, epoch: epoch)
        do throws(AttributeError) {
            let decoded = try decoder.decode(reply.body.span.bytes)
            return ItemReply(decoded: decoded, reply: reply)
        } catch {
            throw badReply(error.message, of: reply, cause: error)
        }
    }

    /// Refuses a reply without the member that holds items: none there is an empty list, and what
    /// is missing may be somebody's data.
    static func requireItems(_ reply: ItemReply) throws(ClientError) {
        guard reply.decoded.hasItems else {
            throw badReply("\(shape.member) is missing.", of: reply.reply, cause: nil)
        }
    }

    /// Reads the structure of the members that hold no items.
    static func rest<Reply: JSONReadable>(_ reply: ItemReply) throws(ClientError) -> Reply {
        let object: JSONObject
        do throws(JSONError) {
            object = try reply.decoded.object(without: wireMembers)
        } catch {
            throw badReply(error.message, of: reply.reply, cause: error)
        }
        return try read(object, of: reply.reply)
    }

    /// Reads a member that is an item, byte for byte; nil where it is absent.
    static func wireItem(_ name: String, of reply: ItemReply) throws(ClientError) -> WireItem? {
        guard let wire = reply.decoded[name] else { return nil }
        do throws(AttributeError) {
            return try WireItem(wire: wire.span.bytes)
        } catch {
            throw badReply("\(name): \(error.message)", of: reply.reply, cause: error)
        }
    }
}

/// A reply with its items decoded.
struct ItemReply {
    let decoded: DecodedReply
    let reply: ServiceReply
}
