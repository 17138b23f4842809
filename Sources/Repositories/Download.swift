import HTTP

/// One body fetched whole, going on where it broke off.
struct Download: Sendable {
    var transport: any HTTPTransport
    var clock: any Clock<Duration>
    /// What is fetched, for messages.
    var what: String
    var address: WebAddress
    var limit: Int
    var limits: RepositoryLimits
    /// When it is known, a rest may be joined to what is there, for a wrong join would be noticed.
    var digest: Digest?
    /// Makes the request for each attempt anew: a token may have changed meanwhile.
    var request: @Sendable () async throws -> HTTPRequest

    /// Attempts in all, however much arrives with each.
    static let attempts = 20

    /// - Throws: `RepositoryError`, also for answers other than 200 and 206; `CancellationError`.
    func bytes() async throws -> [UInt8] {
        var state = State()
        for attempt in 1... {
            let before = state.bytes.count
            do {
                if try await receive(into: &state) { return state.bytes }
            } catch let error as HTTPError {
                let isLost = [.bodyCut, .idleTimedOut, .connectionReset].contains(error.code)
                if state.bytes.count > before { state.barren = 0 } else { state.barren += 1 }
                guard isLost, state.hasHead, attempt < Self.attempts, state.barren < limits.resumptions else {
                    throw RepositoryError(error, url: address.display)
                }
                try await clock.sleep(for: .milliseconds(200 * (1 << min(state.barren, 4))))
                if digest == nil, state.validator == nil { state.bytes = [] }
            }
        }
        return state.bytes
    }

    private struct State {
        var bytes: [UInt8] = []
        /// A strong validator of the representation that `bytes` began.
        var validator: String?
        var hasHead = false
        /// Attempts one after the other that brought nothing.
        var barren = 0
    }

    /// One attempt; false when it has to be made again from the start.
    private func receive(into state: inout State) async throws -> Bool {
        var request = try await request()
        // Never unpacked on the way: the digest is that of the packed chart.
        request.headers["Accept-Encoding"] = "identity"
        if !state.bytes.isEmpty {
            request.headers["Range"] = "bytes=\(state.bytes.count)-"
            request.headers["If-Range"] = state.validator
        }
        let response = try await transport.send(request)
        switch response.status {
        case 200: state.bytes = []
        case 206 where response.headers["Content-Range"]?.hasPrefix("bytes \(state.bytes.count)-") == true: break
        case 206 where !state.bytes.isEmpty, 416 where !state.bytes.isEmpty:
            state.bytes = []
            state.barren += 1
            guard state.barren < limits.resumptions else {
                throw RepositoryError(
                    .serverError, "\(what): the server cannot go on with a download", url: address.display)
            }
            return false
        default:
            throw try await Exchange(transport: transport, limits: limits).failure(
                response, what: what, request: request, address: address)
        }
        state.hasHead = true
        let tag = response.headers["ETag"]
        state.validator = tag?.hasPrefix("\"") == true ? tag : nil
        for try await chunk in response.body {
            guard state.bytes.count + chunk.count <= limit else {
                throw RepositoryError(.tooLarge, "\(what) is larger than \(limit) bytes", url: address.display)
            }
            state.bytes += chunk
        }
        return true
    }
}

/// Requests whose answer fits in memory.
struct Exchange: Sendable {
    var transport: any HTTPTransport
    var limits: RepositoryLimits

    /// What an unwanted answer means, with the start of its body as the server's words.
    func failure(
        _ response: HTTPResponse, what: String, request: HTTPRequest, address: WebAddress
    ) async throws -> RepositoryError {
        var words: [UInt8] = []
        do {
            for try await chunk in response.body {
                words += chunk.prefix(limits.errorBytes - words.count)
                if words.count >= limits.errorBytes { break }
            }
        } catch is HTTPError {
            // The status says enough; a body that breaks off changes nothing.
        }
        return RepositoryError(
            status: response.status, what: what, url: address.display, body: words,
            hadCredentials: request.headers["Authorization"] != nil)
    }
}
