import HTTP
import Synchronization

/// The pages of a list, each asked for when the one before has been read.
public struct PagedList<Projection: ListProjection>: AsyncSequence, Sendable {
    public typealias Element = ListPage<Projection.Item>

    let connection: Connection
    let type: ResourceType
    let namespace: String?
    let options: ListOptions
    let projection: Projection

    public func makeAsyncIterator() -> Iterator {
        Iterator(
            list: self,
            machine: ListMachine(
                pageSize: options.pageSize ?? connection.options.pageSize, isFromCache: options.isFromCache))
    }

    public struct Iterator: AsyncIteratorProtocol {
        let list: PagedList
        var machine: ListMachine

        public mutating func next() async throws -> ListPage<Projection.Item>? {
            while let request = machine.request {
                do {
                    var page = try await list.page(request)
                    page.isRestart = machine.received(continueToken: page.continueToken)
                    return page
                } catch let error as KubernetesError {
                    let goesOn = error.isOfForm ? machine.refused() : machine.failed(CallFailure(error))
                    guard goesOn else { throw error }
                }
            }
            return nil
        }
    }

    /// Reads all pages, beginning anew as the pages say.
    public func collect() async throws -> Listing<Projection.Item> {
        var listing = Listing<Projection.Item>(items: [], resourceVersion: "")
        for try await page in self {
            if page.isRestart { listing.items = [] }
            listing.items += page.items
            listing.resourceVersion = page.resourceVersion
        }
        return listing
    }

    private func page(_ request: ListMachine.Request) async throws -> ListPage<Projection.Item> {
        var call = try APICall(.get, verb: "list", type, namespace: namespace)
        call.kind = .list
        call.query = options.query
        if let limit = request.limit { call.query.append(("limit", String(limit))) }
        if let token = request.token { call.query.append(("continue", token)) }
        if request.isCached {
            call.query.append(("resourceVersion", "0"))
            // What comes in one piece from this very machine costs more to compress than to send.
            call.isUncompressed = ServerURL.isLoopback(connection.configuration.server)
        }
        if !request.isJSON { call.accept = projection.accept }
        if options.metadataOnly {
            call.accept = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"
        }
        let (type, projection, connection, sent) = (type, projection, connection, call)
        return try await connection.read(call) { response in
            do {
                var response = response
                if request.isCached, !ProtobufList.isAnswered(by: response) {
                    response.body = response.body.limited(to: Limits.unpagedBytes)
                }
                return try await projection.page(from: response, of: type)
            } catch let error where !(error is HTTPError || error is CancellationError) {
                let message = (error as? KubernetesError)?.message ?? "the list cannot be read: \(error)"
                throw connection.unreadable(message, sent, error)
            }
        }
    }
}

extension KubernetesError {
    /// The server has the list, but not in the form or the size that it was asked for.
    fileprivate var isOfForm: Bool {
        if code == .unsupported { return httpStatus == 406 || httpStatus == 415 }
        return (underlying as? HTTPError)?.code == .bodyTooLarge
    }
}

extension HTTPBody {
    /// The same, with an error of code `bodyTooLarge` once more than `limit` bytes have come; nothing is kept of them.
    func limited(to limit: Int) -> HTTPBody {
        let body = self
        return HTTPBody {
            let iterator = body.makeAsyncIterator()
            let count = Mutex(0)
            return {
                var iterator = iterator
                guard let chunk = try await iterator.next() else { return nil }
                let total = count.withLock { count in
                    count += chunk.count
                    return count
                }
                guard total <= limit else {
                    throw HTTPError(.bodyTooLarge, "the answer in one piece is larger than \(limit) bytes")
                }
                return chunk
            }
        }
    }
}
