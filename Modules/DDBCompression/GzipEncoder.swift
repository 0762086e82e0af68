private import CDDBInflate

/// Encodes gzip streams of one member with ISA-L, which is fast and compresses lightly.
public enum GzipEncoder {
    /// Encodes bytes as one gzip member, without name and time.
    public static func encode(_ bytes: RawSpan) -> [UInt8] {
        let stream = UnsafeMutablePointer<isal_zstream>.allocate(capacity: 1)
        let levelBytes = Int(ddb_isal_level_1_buffer)
        let level = UnsafeMutablePointer<UInt8>.allocate(capacity: levelBytes)
        defer {
            unsafe stream.deallocate()
            unsafe level.deallocate()
        }
        unsafe isal_deflate_init(stream)
        unsafe stream.pointee.gzip_flag = UInt16(IGZIP_GZIP)
        unsafe stream.pointee.level = 1
        unsafe stream.pointee.level_buf = unsafe level
        unsafe stream.pointee.level_buf_size = UInt32(levelBytes)
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        unsafe bytes.withUnsafeBytes { input in
            var offset = 0
            repeat {
                let count = min(input.count - offset, 1 << 30)
                let isLast = offset + count == input.count
                let start = unsafe input.bindMemory(to: UInt8.self).baseAddress
                unsafe stream.pointee.next_in = UnsafeMutablePointer(
                    mutating: start.map { unsafe $0 + offset })
                unsafe stream.pointee.avail_in = UInt32(count)
                unsafe stream.pointee.end_of_stream = isLast ? 1 : 0
                offset += count
                repeat {
                    let produced = unsafe buffer.withUnsafeMutableBufferPointer { target in
                        unsafe stream.pointee.next_out = target.baseAddress
                        unsafe stream.pointee.avail_out = UInt32(target.count)
                        unsafe isal_deflate(stream)
                        return target.count - Int(unsafe stream.pointee.avail_out)
                    }
                    output.append(contentsOf: buffer[..<produced])
                } while unsafe stream.pointee.avail_out == 0
            } while offset < input.count
        }
        return output
    }
}
