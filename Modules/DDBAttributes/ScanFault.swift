/// A reason for failure that costs nothing to throw; ``AttributeError`` is made of it at the edge.
enum ScanFault: UInt8, Error {
    case endOfRecord, syntax, invalidUTF8, controlCharacter, escape
    case unknownType, severalTypes, content, nullFalse
    case emptySet, setMember, base64, escapedNumber
    case duplicateName, depth, recordSize, nameSize, documentSize
    case missingImage, missingMember, duplicateMember, member, memberCount, trailingBytes
    case operation, partition, partitionCount, sequence, epoch, eventName
    case rootNotObject
    case numberSyntax, numberDigits, numberOverflow, numberUnderflow
    case missingKey, emptyKey, keyType
    case otherKeyType, partitionKeySize, sortKeySize, keyName, sameKeyName
    case emptyName, plainNameSize, setDuplicate, itemSize, missingVersion, versionType
    case ionSyntax, ionVersion, ionSymbolID, ionFloat, ionRadix, ionType, ionAnnotation, ionSet
    case ionRecord, ionWrapper

    var kind: AttributeError.Code.Kind {
        switch self {
        case .endOfRecord, .syntax, .trailingBytes, .ionSyntax, .ionVersion, .ionSymbolID: .syntax
        case .invalidUTF8, .controlCharacter, .escape: .text
        case .unknownType, .severalTypes, .content, .nullFalse, .rootNotObject, .ionFloat,
            .ionRadix,
            .ionType, .ionAnnotation:
            .type
        case .emptySet, .setMember, .setDuplicate, .ionSet: .set
        case .base64: .binary
        case .duplicateName: .duplicateName
        case .depth: .depth
        case .recordSize, .nameSize, .documentSize, .memberCount, .partitionCount: .size
        case .missingImage, .missingMember, .duplicateMember, .member, .operation, .partition,
            .sequence, .epoch, .eventName, .ionRecord, .ionWrapper:
            .record
        case .numberSyntax, .escapedNumber: .numberSyntax
        case .numberDigits: .numberDigits
        case .numberOverflow: .numberOverflow
        case .numberUnderflow: .numberUnderflow
        case .missingKey, .emptyKey, .keyType, .otherKeyType, .partitionKeySize, .sortKeySize,
            .keyName, .sameKeyName:
            .key
        case .emptyName, .plainNameSize: .name
        case .itemSize: .itemSize
        case .missingVersion, .versionType: .version
        }
    }

    /// Whether it concerns the value that was read last, rather than what should come next.
    var isAfterValue: Bool { self == .severalTypes }

    /// What failed; where a limit is exceeded, which.
    func sentence(_ limits: DecodeLimits) -> String {
        switch self {
        case .endOfRecord: "The record ends inside a value"
        case .syntax: "The text is not JSON"
        case .invalidUTF8: "A string is not UTF-8"
        case .controlCharacter: "A string holds a control character"
        case .escape: "A string holds a bad escape"
        case .unknownType: "A value's type is none of S, N, B, BOOL, NULL, M, L, SS, NS and BS"
        case .severalTypes: "A value has more than one type"
        case .content: "A value's content does not fit its type"
        case .nullFalse: "A NULL value is not true"
        case .emptySet: "A set is empty"
        case .setMember: "A set holds something else than strings"
        case .base64: "A binary value is not padded base64"
        case .escapedNumber: "A number is written with escapes"
        case .duplicateName: "A map names an attribute twice"
        case .depth: "Maps and lists nest deeper than \(limits.depthMax) levels"
        case .recordSize: "A record is larger than \(Self.size(limits.recordBytesMax))"
        case .nameSize: "An attribute name is longer than \(Self.size(limits.nameBytesMax))"
        case .documentSize: "A reply is larger than \(Self.size(ReplyDecoder.documentBytesMax))"
        case .missingImage: "A record lacks the item that its shape calls for"
        case .missingMember: "A record lacks a member that its shape calls for"
        case .memberCount: "An object has more than \(ReplyParts.memberCountMax) members"
        case .duplicateMember: "A record names a member twice"
        case .member: "A member of a record is malformed"
        case .operation: "The member `operation` is neither `put` nor `delete`"
        case .partition:
            "The member `partition` is no text of 1 to \(PartitionTable.nameBytesMax) bytes"
        case .partitionCount: "The records name more than \(limits.partitionsMax) partitions"
        case .sequence:
            "The member `sequence` is not 1 to \(SequenceText.digitsMax) decimal digits"
        case .epoch: "The member `epoch` is no whole number from 0 to \(UInt32.max)"
        case .eventName:
            "The member `eventName` is none of INSERT, MODIFY and SNAPSHOT for a put, REMOVE for a delete"
        case .trailingBytes: "Something follows the record"
        case .rootNotObject: "An item is not an object"
        case .numberSyntax: "A number is malformed"
        case .numberDigits: "A number has more than 38 significant digits"
        case .numberOverflow: "A number is larger than DynamoDB's range"
        case .numberUnderflow: "A number is smaller than DynamoDB's range"
        case .missingKey: "An item lacks an attribute of the table's key"
        case .emptyKey: "An attribute of the table's key is empty"
        case .keyType: "An attribute of the table's key is none of S, N and B"
        case .otherKeyType: "A key attribute is of another type than the table or index says"
        case .partitionKeySize:
            "A partition key is larger than \(ItemLimits.partitionKeyBytesMax) bytes"
        case .sortKeySize: "A sort key is larger than \(ItemLimits.sortKeyBytesMax) bytes"
        case .keyName:
            "The name of a key attribute has not 1 to \(ItemLimits.keyNameBytesMax) bytes"
        case .sameKeyName: "The partition key and the sort key are one attribute"
        case .emptyName: "An attribute's name is empty"
        case .plainNameSize:
            "An attribute's name is longer than \(ItemLimits.nameBytesMax) bytes"
        case .setDuplicate: "A set holds a member twice"
        case .itemSize: "An item is larger than \(ItemLimits.itemBytesMax) bytes"
        case .missingVersion: "An item lacks the attribute that tells which of two is newer"
        case .versionType:
            "The attribute that tells which of two items is newer is none of S, N and B"
        case .ionSyntax: "The text is not Ion"
        case .ionVersion: "The text is of another version of Ion than 1.0"
        case .ionSymbolID: "A name is the number of a symbol, and exports have no symbol tables"
        case .ionFloat: "A number is a float, and DynamoDB's are decimals"
        case .ionRadix: "A number is hexadecimal or binary, and DynamoDB's are decimals"
        case .ionType: "A value is a timestamp, symbol, clob or S-expression, which no attribute is"
        case .ionAnnotation: "A value has another annotation than those of DynamoDB's sets"
        case .ionSet: "A set holds something else than its annotation says"
        case .ionRecord: "A record is not a struct of Ion"
        case .ionWrapper: "The member `Record` is not a struct that stands alone"
        }
    }

    private static func size(_ byteCount: Int) -> String {
        byteCount > 0 && byteCount.isMultiple(of: 1 << 20)
            ? "\(byteCount >> 20) MiB" : "\(byteCount) bytes"
    }
}
