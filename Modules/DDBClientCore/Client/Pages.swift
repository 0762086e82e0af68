/// The pages of a list, fetched one by one as they are asked for.
///
/// ```swift
/// for try await page in client.listTablesPages() { print(page.tableNames) }
/// ```
///
/// Nothing is fetched ahead. A page may be empty and yet not the last; a service that answers with
/// the place that was asked for, or never ends, is an error rather than a loop. After an error the
/// sequence ends.
public struct Pages<Request: Sendable & Equatable, Reply: Sendable>: AsyncSequence, Sendable {
    /// A page.
    public typealias Element = Reply
    /// `ClientError` and `CancellationError`.
    public typealias Failure = any Error

    private let first: Request
    private let operation: String
    private let pageCountMax: Int
    private let fetch: @Sendable (Request) async throws -> Reply
    private let next: @Sendable (Request, Reply) -> Request?

    /// Creates a sequence.
    ///
    /// - Parameters:
    ///   - first: Asks for the first page.
    ///   - operation: The name for messages.
    ///   - pageCountMax: The most pages; one more is an error.
    ///   - fetch: Asks for a page.
    ///   - next: Makes the request for the page after one; nil after the last.
    package init(
        first: Request, operation: String, pageCountMax: Int = .max,
        fetch: @escaping @Sendable (Request) async throws -> Reply,
        next: @escaping @Sendable (Request, Reply) -> Request?
    ) {
        self.first = first
        self.operation = operation
        self.pageCountMax = pageCountMax
        self.fetch = fetch
        self.next = next
    }

    /// Returns an iterator that begins with the first page.
    public func makeAsyncIterator() -> Iterator {
        Iterator(pages: self, request: first)
    }

    /// Fetches a page at a time.
    public struct Iterator: AsyncIteratorProtocol {
        fileprivate let pages: Pages
        fileprivate var request: Request?
        private var pageCount = 0

        fileprivate init(pages: Pages, request: Request) {
            self.pages = pages
            self.request = request
        }

        /// Returns the next page, or nil after the last.
        public mutating func next() async throws -> Reply? {
            guard let asked = request else { return nil }
            request = nil
            guard pageCount < pages.pageCountMax else {
                throw endless("has more than \(pages.pageCountMax) pages")
            }
            let reply = try await pages.fetch(asked)
            pageCount += 1
            request = pages.next(asked, reply)
            guard request != asked else {
                request = nil
                throw endless("ends where it began, so that its list would never end")
            }
            return reply
        }

        private func endless(_ problem: String) -> ClientError {
            ClientError(
                .badResponse, operation: pages.operation,
                "A page of \(pages.operation) \(problem).", delivery: .unknown)
        }
    }
}
