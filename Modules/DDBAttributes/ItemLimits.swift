/// What DynamoDB takes of an item, as its limits stand since 2020.
///
/// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
public enum ItemLimits {
    /// The most bytes of an item, names included, by ``WriteChecker``'s count: 400 KB.
    public static let itemBytesMax = 409_600
    /// The most bytes of a partition key's value.
    public static let partitionKeyBytesMax = 2048
    /// The most bytes of a sort key's value.
    public static let sortKeyBytesMax = 1024
    /// The most bytes of the name of a table's or an index's key attribute.
    public static let keyNameBytesMax = 255
    /// The most bytes of any other attribute's name.
    public static let nameBytesMax = 65_535
    /// The most maps and lists that enclose a value inside an item.
    public static let depthMax = 32
}
