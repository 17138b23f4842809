public struct HTTPResponse: Sendable {
    public var status: Int
    public var headers: HTTPHeaders
    public var body: HTTPBody

    public init(status: Int, headers: HTTPHeaders = [:], body: HTTPBody = HTTPBody([])) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// The bytes of a response, as chunks in order. It can be read once.
///
/// Reading slowly slows the sender: no more than a bounded number of bytes waits in memory.
public struct HTTPBody: AsyncSequence, Sendable {
    public typealias Element = [UInt8]

    private let makeNext: @Sendable () -> @Sendable () async throws -> [UInt8]?

    public init(_ bytes: [UInt8]) {
        makeNext = {
            let once = Once(bytes.isEmpty ? nil : bytes)
            return { once.take() }
        }
    }

    /// - Parameter makeNext: called once when reading starts; what it returns gives the next chunk, then nil.
    public init(_ makeNext: @escaping @Sendable () -> @Sendable () async throws -> [UInt8]?) {
        self.makeNext = makeNext
    }

    public func makeAsyncIterator() -> Iterator { Iterator(next: makeNext()) }

    public struct Iterator: AsyncIteratorProtocol, Sendable {
        let next: @Sendable () async throws -> [UInt8]?
        public mutating func next() async throws -> [UInt8]? { try await next() }
    }

    /// All bytes.
    ///
    /// - Throws: `HTTPError` with code `bodyTooLarge` past `limit` bytes, and whatever the transfer throws.
    public func collect(upTo limit: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await chunk in self {
            guard bytes.count + chunk.count <= limit else {
                throw HTTPError(.bodyTooLarge, "response body is larger than \(limit) bytes")
            }
            bytes.append(contentsOf: chunk)
        }
        return bytes
    }

    /// Reads a small rest that nobody wants, so that its connection can carry another request; a large rest is dropped
    /// with its connection.
    func drain() async throws {
        do {
            _ = try await collect(upTo: HTTPLimits.drainedBody)
        } catch is HTTPError {
            // The head has been judged already, and a lost rest of the body changes nothing about it.
        }
    }
}
