#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Memory by whole pages, which the system has back as soon as it is given up: tables of tens of
/// megabytes that come and go would stay in the allocator's heap.
enum PageMemory {
    /// Below this the allocator's own memory does.
    private static let byteCountMin = 1 << 20

    /// Memory for values, all bits zero.
    static func allocateZeroed<Value: BitwiseCopyable>(
        _: Value.Type, count: Int
    ) -> UnsafeMutablePointer<Value> {
        let byteCount = count * MemoryLayout<Value>.stride
        guard byteCount >= byteCountMin else {
            let memory = UnsafeMutablePointer<Value>.allocate(capacity: count)
            unsafe UnsafeMutableRawPointer(memory).initializeMemory(
                as: UInt8.self, repeating: 0, count: byteCount)
            return unsafe memory
        }
        let memory = unsafe mmap(
            nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let memory = unsafe memory, unsafe memory != MAP_FAILED else {
            // As when the allocator finds no memory.
            preconditionFailure("the system has no memory left")
        }
        return unsafe memory.bindMemory(to: Value.self, capacity: count)
    }

    /// Gives memory back that ``allocateZeroed(_:count:)`` gave for so many values.
    static func deallocate<Value: BitwiseCopyable>(
        _ memory: UnsafeMutablePointer<Value>, count: Int
    ) {
        let byteCount = count * MemoryLayout<Value>.stride
        if byteCount >= byteCountMin {
            _ = unsafe munmap(memory, byteCount)
        } else {
            unsafe memory.deallocate()
        }
    }
}
