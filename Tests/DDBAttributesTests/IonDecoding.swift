import DDBAttributes

/// The lines that a transcoder makes of Ion given in pieces, and the error that ended them.
func transcode(
    _ ion: [UInt8], pieceByteCount: Int = .max, regionByteCount: Int = 1 << 16,
    limits: DecodeLimits = .standard
) -> (lines: [UInt8], recordCount: Int, error: AttributeError?) {
    var transcoder = IonTranscoder(limits: limits)
    var lines: [UInt8] = []
    var region = [UInt8](repeating: 0, count: regionByteCount)
    var offset = 0
    var isLast = false
    while true {
        do {
            let count = try region.withUnsafeMutableBytes {
                try transcoder.read(into: $0, isLast: isLast)
            }
            lines += region[..<count]
            if count > 0 { continue }
        } catch {
            return (lines, transcoder.recordCount, error as? AttributeError)
        }
        if isLast { return (lines, transcoder.recordCount, nil) }
        let count = transcoder.fill { room in
            let count = min(pieceByteCount, room.count, ion.count - offset)
            ion.withUnsafeBytes {
                room.copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: $0[offset..<offset + count]))
            }
            return count
        }
        offset += count
        isLast = count == 0
    }
}

/// The lines that Ion stands for.
func lines(ofIon text: String, limits: DecodeLimits = .standard) throws -> String {
    let (lines, _, error) = transcode(Array(text.utf8), limits: limits)
    if let error { throw error }
    return String(decoding: lines, as: UTF8.self)
}

/// The batches of an export in Ion.
func decodeIon(_ ion: [UInt8], limits: DecodeLimits = .standard) throws -> [ItemBatch] {
    let (lines, _, error) = transcode(ion, limits: limits)
    let batches = try decode(lines, shape: .export, limits: limits)
    if let error { throw error }
    return batches
}

/// What makes Ion not readable, or nil.
func refusal(ofIon ion: [UInt8], limits: DecodeLimits = .standard) -> AttributeError? {
    do {
        _ = try decodeIon(ion, limits: limits)
        return nil
    } catch {
        return error as? AttributeError
    }
}

/// The new images of batches.
func items(of batches: [ItemBatch]) -> [Item] {
    batches.flatMap { batch in
        batch.records.compactMap { $0.newImage < 0 ? nil : batch.item(at: $0.newImage) }
    }
}
