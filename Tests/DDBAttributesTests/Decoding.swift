import DDBAttributes
import DDBBase

/// Decodes lines that are given in pieces.
func decode(
    _ bytes: [UInt8], shape: LineShape, pieceByteCount: Int = .max,
    limits: DecodeLimits = .standard
) throws -> [ItemBatch] {
    var decoder = LineDecoder(shape: shape, table: "t", limits: limits)
    var batches: [ItemBatch] = []
    var offset = 0
    while offset < bytes.count {
        let count = min(pieceByteCount, bytes.count - offset)
        let piece = Array(bytes[offset..<offset + count])
        offset += decoder.append(piece.span.bytes)
        while let batch = try decoder.nextBatch(isLast: false) { batches.append(batch) }
    }
    while let batch = try decoder.nextBatch(isLast: true) { batches.append(batch) }
    return batches
}

func decode(
    _ text: String, shape: LineShape, limits: DecodeLimits = .standard
) throws -> [ItemBatch] {
    try decode(Array(text.utf8), shape: shape, limits: limits)
}

/// The tree under a tape index, in a form that tests can compare: kinds, texts and structure.
func describe(_ index: Int, of batch: ItemBatch) -> String {
    let tape = batch.tape
    let token = Tape.token(at: index, in: tape)
    let text = String(decoding: bytes(of: token, in: batch), as: UTF8.self)
    switch token.kind {
    case .name, .string, .number, .binary:
        let letter = token.kind == .number ? "N" : token.kind == .binary ? "B" : "S"
        return "\(letter)(\(text))" + (token.hasEscapes ? "!" : "")
    case .bool: return "\(token.isTrue)"
    case .null: return "null"
    case .map, .list, .stringSet, .numberSet, .binarySet:
        var children: [String] = []
        var child = Tape.firstChild(of: index)
        for _ in 0..<Tape.count(of: index, in: tape) {
            var name = ""
            if token.kind == .map {
                let token = Tape.token(at: child, in: tape)
                name = String(decoding: bytes(of: token, in: batch), as: UTF8.self) + "="
                child += 1
            }
            children.append(name + describe(child, of: batch))
            child = Tape.next(after: child, in: tape)
        }
        return "\(token.kind)[\(children.joined(separator: ","))]"
    }
}

func bytes(of token: Token, in batch: ItemBatch) -> [UInt8] {
    var copy: [UInt8] = []
    let span = batch.bytes
    for offset in token.range { copy.append(span.byte(at: offset)) }
    return copy
}

extension RawSpan {
    func byte(at offset: Int) -> UInt8 {
        unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    }
}
