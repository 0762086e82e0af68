import DDBSchema

/// What a node of the column tree takes.
enum NodeKind: UInt8, BitwiseCopyable {
    case string, number, double, boolean, binary, json
    case structure, list, stringSet, numberSet, binarySet

    /// Whether the node is a Parquet leaf.
    var isLeaf: Bool {
        switch self {
        case .string, .number, .double, .boolean, .binary, .json: true
        case .structure, .list, .stringSet, .numberSet, .binarySet: false
        }
    }
}

/// One node of the tree of columns: a leaf with its values, or a struct or list with its children.
///
/// Every node keeps the definition and repetition levels of its own slots, one entry a slot of its
/// parent (for a list's element: an entry an element, or one where the list is null or empty). A
/// node for which nothing comes lags behind; when it is needed again it copies its parent's levels
/// for the slots between, since an absent value has just the levels of the deepest ancestor that is
/// present. So an attribute that few items have costs nothing in the others.
///
/// What every value touches stands first, so that it shares few lines of the processor's cache.
struct ColumnNode: ~Copyable {
    let kind: NodeKind
    /// The definition level of a present value.
    let presentLevel: UInt8
    /// The definition level of an absent one under a present parent.
    let absentLevel: UInt8
    /// The repetition level of a further element, of a list's or set's element node.
    let repetitionLevel: UInt8
    /// Whether the column has a type that stays.
    let isFrozen: Bool
    /// The element's node, of a list or set; else -1.
    var element: Int32 = -1
    /// The node above; -1 for the item itself.
    let parent: Int32
    /// How many of the parent's slots are accounted for.
    var parentSlotCount = 0

    var definitionLevels: GrowBuffer<UInt8>
    var bytes: GrowBuffer<UInt8>
    /// Where each text begins in `bytes`, and where the last one ends.
    var offsets: GrowBuffer<UInt32>
    var repetitionLevels: GrowBuffer<UInt8>
    var numbers = NumberBuffer()
    var truths = GrowBuffer<Bool>(capacity: 1)
    var doubles = GrowBuffer<Double>(capacity: 1)
    /// The fields, of a struct.
    var fields: FieldTable
    /// The type that a frozen column has; nil where the column adapts to its numbers.
    let frozenType: ColumnType?

    init(
        kind: NodeKind, parent: Int32, presentLevel: UInt8, absentLevel: UInt8,
        repetitionLevel: UInt8, index: Int, fieldCount: Int = 0, frozenType: ColumnType? = nil
    ) {
        self.kind = kind
        self.parent = parent
        self.presentLevel = presentLevel
        self.absentLevel = absentLevel
        self.repetitionLevel = repetitionLevel
        self.frozenType = frozenType
        isFrozen = frozenType != nil
        fields = FieldTable(fieldCount: fieldCount)
        let skew = { (place: Int) in (index * 4 + place) * 192 % 4096 }
        definitionLevels = GrowBuffer(skewBytes: skew(0))
        repetitionLevels = GrowBuffer(capacity: 1, skewBytes: skew(1))
        bytes = GrowBuffer(capacity: 1, skewBytes: skew(2))
        offsets = GrowBuffer(capacity: 1, skewBytes: skew(3))
        offsets.append(0)
    }

    /// Appends the levels of one slot.
    @inline(__always)
    mutating func appendLevels(_ definition: UInt8, _ repetition: UInt8) {
        definitionLevels.append(definition)
        if repetitionLevel > 0 { repetitionLevels.append(repetition) }
    }

    /// Forgets the rows and keeps the memory and the order in which fields are expected.
    mutating func removeAll() {
        definitionLevels.removeAll()
        repetitionLevels.removeAll()
        parentSlotCount = 0
        bytes.removeAll()
        offsets.truncate(to: 1)
        truths.removeAll()
        doubles.removeAll()
        numbers.removeAll()
    }

    /// About how many bytes the node holds.
    var byteCount: Int {
        definitionLevels.count + repetitionLevels.count + bytes.count + offsets.count * 4
            + truths.count + doubles.count * 8 + numbers.count * 9
    }
}
