import CDDBCurl
import DDBHTTP

/// The lines of a request's head as curl wants them: a linked list, in one allocation with its
/// text.
@safe struct CurlHeaderList: ~Copyable {
    private let block: UnsafeMutableRawPointer

    /// Lays out fields, and the names of those that curl shall not add by itself.
    init(_ fields: [HeaderField], suppressing suppressed: [StaticString]) {
        let nodeCount = fields.count + suppressed.count
        let nodesSize = unsafe nodeCount * MemoryLayout<curl_slist>.stride
        var textSize = 0
        // `name: value` and a zero, `name;` and a zero where the value is empty, `name:` to
        // suppress.
        for field in fields { textSize += field.name.utf8.count + field.value.utf8.count + 3 }
        for name in suppressed { textSize += name.utf8CodeUnitCount + 2 }
        unsafe block = UnsafeMutableRawPointer.allocate(
            byteCount: nodesSize + textSize + 1, alignment: MemoryLayout<curl_slist>.alignment)
        let nodes = unsafe block.bindMemory(to: curl_slist.self, capacity: nodeCount)
        var text = unsafe TextCursor(
            next: (block + nodesSize).assumingMemoryBound(to: CChar.self))
        for index in 0..<nodeCount {
            let isLast = index == nodeCount - 1
            unsafe (nodes + index).initialize(
                to: curl_slist(data: text.next, next: isLast ? nil : nodes + (index + 1)))
            if index < fields.count {
                let field = fields[index]
                text.append(field.name)
                text.append(field.value.isEmpty ? ";" : ": ")
                text.append(field.value)
            } else {
                text.append(suppressed[index - fields.count])
                text.append(":")
            }
            text.terminate()
        }
        isEmpty = nodeCount == 0
    }

    deinit { unsafe block.deallocate() }

    private let isEmpty: Bool

    /// Gives the list to a call; it is read until the transfer ends.
    func withPointer<Result>(_ body: (UnsafeRawPointer?) -> Result) -> Result {
        unsafe body(isEmpty ? nil : UnsafeRawPointer(block))
    }
}

/// Where the next bytes of text go; the block was measured before.
@safe private struct TextCursor {
    var next: UnsafeMutablePointer<CChar>

    mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { unsafe append($0) }
    }

    mutating func append(_ text: StaticString) {
        unsafe append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func terminate() {
        unsafe next.pointee = 0
        unsafe next += 1
    }

    private mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let start = bytes.baseAddress else { return }
        unsafe UnsafeMutableRawPointer(next).copyMemory(from: start, byteCount: bytes.count)
        unsafe next += bytes.count
    }
}
