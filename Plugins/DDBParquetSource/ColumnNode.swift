import DDBAttributes
import DDBFiles
import DDBParquet

/// What is to be written of a node of the schema, and where its levels stand.
final class ColumnNode: Sendable {
    struct Member: Sendable {
        /// The name with its colon, as it goes over the wire.
        let wireName: [UInt8]
        let node: ColumnNode
    }

    enum Kind: Sendable {
        case leaf
        case structure([Member])
        /// A list, or a set of the type.
        case list(ColumnNode, set: AttributeType?)
        /// A map.
        case map(key: ColumnNode, value: ColumnNode)
    }

    let kind: Kind
    /// The first of the leaves below, by its place among those that are read.
    let firstLeaf: Int
    let leafCount: Int
    /// The definition level from which on the value is there.
    let presentLevel: UInt8
    /// Of lists and maps: the definition level from which on there is an element.
    let elementLevel: UInt8
    /// Of lists and maps: the repetition level of their elements.
    let repetitionLevel: UInt8

    init(
        _ kind: Kind, firstLeaf: Int, leafCount: Int, presentLevel: UInt8, elementLevel: UInt8 = 0,
        repetitionLevel: UInt8 = 0
    ) {
        self.kind = kind
        self.firstLeaf = firstLeaf
        self.leafCount = leafCount
        self.presentLevel = presentLevel
        self.elementLevel = elementLevel
        self.repetitionLevel = repetitionLevel
    }
}
