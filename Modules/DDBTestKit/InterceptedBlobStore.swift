import DDBStorage

/// Decides about every call of a store before and after it is made.
protocol BlobInterceptor: Sendable {
    /// Counts a call, and throws to refuse it.
    func before(_ call: BlobCall) throws
    /// Throws to lose the reply of the call that was made.
    func after(_ call: BlobCall) throws
}

/// Sends every call of a store, its readers and its writers past an interceptor.
struct InterceptedBlobStore<Interceptor: BlobInterceptor>: BlobStore {
    let base: any BlobStore
    let interceptor: Interceptor

    func read(_ path: String, range: Range<Int>?) async throws -> [UInt8] {
        try await intercepted(.read, path) { try await base.read(path, range: range) }
    }

    func openReader(_ path: String) async throws -> any BlobReader {
        let reader = try await intercepted(.openReader, path) { try await base.openReader(path) }
        return InterceptedReader(base: reader, path: path, interceptor: interceptor)
    }

    func attributes(_ path: String) async throws -> BlobAttributes? {
        try await intercepted(.attributes, path) { try await base.attributes(path) }
    }

    func put(
        _ path: String, _ bytes: [UInt8], condition: PutCondition
    ) async throws -> PutOutcome {
        try await intercepted(.put, path) {
            try await base.put(path, bytes, condition: condition)
        }
    }

    func makeWriter(_ path: String) async throws -> any BlobWriter {
        let writer = try await intercepted(.makeWriter, path) { try await base.makeWriter(path) }
        return InterceptedWriter(base: writer, path: path, interceptor: interceptor)
    }

    func list(prefix: String, startingAfter: String?) async throws -> BlobPage {
        try await intercepted(.list, prefix) {
            try await base.list(prefix: prefix, startingAfter: startingAfter)
        }
    }

    func folders(in folder: String) async throws -> [String] {
        try await intercepted(.folders, folder) { try await base.folders(in: folder) }
    }

    func delete(_ path: String) async throws {
        try await intercepted(.delete, path) { try await base.delete(path) }
    }

    private func intercepted<Value>(
        _ operation: BlobCall.Operation, _ path: String, _ work: () async throws -> Value
    ) async throws -> Value {
        let call = BlobCall(operation: operation, path: path)
        try interceptor.before(call)
        let value = try await work()
        try interceptor.after(call)
        return value
    }
}

private struct InterceptedReader<Interceptor: BlobInterceptor>: BlobReader {
    let base: any BlobReader
    let path: String
    let interceptor: Interceptor

    var byteCount: Int { base.byteCount }

    func read(offset: Int, count: Int, into buffer: inout [UInt8]) throws {
        let call = BlobCall(operation: .readRange, path: path)
        try interceptor.before(call)
        try base.read(offset: offset, count: count, into: &buffer)
        try interceptor.after(call)
    }
}

private final class InterceptedWriter<Interceptor: BlobInterceptor>: BlobWriter {
    private let base: any BlobWriter
    private let path: String
    private let interceptor: Interceptor

    init(base: any BlobWriter, path: String, interceptor: Interceptor) {
        self.base = base
        self.path = path
        self.interceptor = interceptor
    }

    func append(_ bytes: [UInt8]) async throws {
        let call = BlobCall(operation: .append, path: path)
        try interceptor.before(call)
        try await base.append(bytes)
        try interceptor.after(call)
    }

    func finish() async throws {
        let call = BlobCall(operation: .finish, path: path)
        try interceptor.before(call)
        try await base.finish()
        try interceptor.after(call)
    }

    // Never refused: giving up must be possible after any fault.
    func abandon() async {
        await base.abandon()
    }
}
