import DDBAttributes

/// A growing run of plain values without bounds checks or copy-on-write, for the shredder's inner
/// loops.
///
/// Everything that is appended comes from a batch that was validated, so that what bounds the batch
/// bounds the buffer.
@safe struct GrowBuffer<Element: BitwiseCopyable>: ~Copyable {
    private(set) var base: UnsafeMutablePointer<Element>
    private(set) var count = 0
    private var capacity: Int
    /// How many elements lie unused before the first.
    private let skew: Int

    /// - Parameter skewBytes: How far the first element lies from the start of the memory. Large
    ///   blocks all begin at the same place of a page; columns that grow in step would compete for
    ///   the same lines of the processor's cache, so each gets a skew of its own.
    init(capacity: Int = 16, skewBytes: Int = 0) {
        skew = skewBytes / MemoryLayout<Element>.stride
        unsafe base = .allocate(capacity: capacity + skew) + skew
        self.capacity = capacity
    }

    deinit { unsafe (base - skew).deallocate() }

    @inline(__always)
    subscript(index: Int) -> Element {
        get { unsafe base[index] }
        set { unsafe base[index] = newValue }
    }

    @inline(__always)
    mutating func append(_ element: Element) {
        if count == capacity { grow(by: 1) }
        unsafe base[count] = element
        count &+= 1
    }

    @inline(__always)
    mutating func append(_ source: UnsafePointer<Element>, count added: Int) {
        if count &+ added > capacity { grow(by: added) }
        unsafe (base + count).update(from: source, count: added)
        count &+= added
    }

    /// Makes room for more elements.
    @inline(__always)
    mutating func reserve(_ added: Int) {
        if count &+ added > capacity { grow(by: added) }
    }

    /// Counts elements that were written behind the last one, into reserved room.
    @inline(__always)
    mutating func advance(by added: Int) { count &+= added }

    mutating func append(repeating element: Element, count added: Int) {
        if count &+ added > capacity { grow(by: added) }
        unsafe (base + count).update(repeating: element, count: added)
        count &+= added
    }

    mutating func append(contentsOf elements: [Element]) {
        unsafe elements.withUnsafeBufferPointer { buffer in
            if let start = buffer.baseAddress { unsafe append(start, count: buffer.count) }
        }
    }

    mutating func append(contentsOf text: StaticString) where Element == UInt8 {
        unsafe append(text.utf8Start, count: text.utf8CodeUnitCount)
    }

    /// Forgets the elements and keeps the memory.
    mutating func removeAll() { count = 0 }

    /// Forgets what follows the first elements.
    mutating func truncate(to kept: Int) { count = kept }

    /// The elements as an array of their own.
    borrowing func array() -> [Element] {
        unsafe Array(UnsafeBufferPointer(start: base, count: count))
    }

    @inline(never)
    private mutating func grow(by added: Int) {
        let larger = max(count + added, capacity * 2)
        let moved = unsafe UnsafeMutablePointer<Element>.allocate(capacity: larger + skew) + skew
        unsafe moved.update(from: base, count: count)
        unsafe (base - skew).deallocate()
        unsafe base = moved
        capacity = larger
    }
}

extension GrowBuffer where Element == UInt8 {
    /// The bytes that a short copy may read and write beyond the text: two registers' worth.
    private static var shortCopyByteCount: Int { 32 }

    /// Appends wire text, which at least 64 readable bytes follow.
    ///
    /// Most texts are short, and two unconditional loads and stores are faster than a call.
    @inline(__always)
    mutating func appendPadded(_ source: UnsafePointer<UInt8>, count added: Int) {
        guard added <= Self.shortCopyByteCount else {
            unsafe append(source, count: added)
            return
        }
        reserve(Self.shortCopyByteCount)
        let target = unsafe UnsafeMutableRawPointer(base + count)
        let text = unsafe UnsafeRawPointer(source)
        let low = unsafe text.loadUnaligned(as: SIMD16<UInt8>.self)
        let high = unsafe text.loadUnaligned(fromByteOffset: 16, as: SIMD16<UInt8>.self)
        unsafe target.storeBytes(of: low, as: SIMD16<UInt8>.self)
        unsafe target.storeBytes(of: high, toByteOffset: 16, as: SIMD16<UInt8>.self)
        advance(by: added)
    }

    /// Appends the bytes of validated base64 text.
    mutating func appendBase64(_ text: UnsafePointer<UInt8>, count textCount: Int) {
        reserve(textCount / 4 * 3)
        advance(by: unsafe TokenText.decodeBinary(text, byteCount: textCount, into: base + count))
    }
}
