/// What a paged list asks for next, as a pure state machine; mirrors client-go's pager.
///
/// `paging` goes to `paging` with each page. An expired continue token takes it back to the start, and once more to
/// `whole`, where the server must give the list in one piece. A list that may come from the server's cache begins with
/// `cached`, all of it in one piece; where the server does not give it so, `paging` follows.
struct ListMachine {
    enum State: Equatable {
        case cached
        case paging(token: String?)
        case whole
        case finished
    }

    struct Request: Equatable {
        /// Nil asks for everything.
        var limit: Int?
        var token: String?
        /// A recent view will do.
        var isCached = false
        /// No form but JSON will do.
        var isJSON = false
    }

    private(set) var state: State
    private var isRestart = false
    private var restarts = 0
    private var isJSON = false
    private let isFromCache: Bool
    let pageSize: Int

    init(pageSize: Int, isFromCache: Bool = false) {
        self.pageSize = pageSize
        self.isFromCache = isFromCache
        state = isFromCache ? .cached : .paging(token: nil)
    }

    /// Nil when the list is complete.
    var request: Request? {
        switch state {
        case .cached: Request(isCached: true)
        case .paging(let token): Request(limit: pageSize, token: token, isJSON: isJSON)
        case .whole: Request(isJSON: isJSON)
        case .finished: nil
        }
    }

    /// - Returns: whether the page begins the list anew.
    mutating func received(continueToken: String?) -> Bool {
        defer { isRestart = false }
        state = continueToken.map { .paging(token: $0) } ?? .finished
        return isRestart
    }

    /// - Returns: whether the list goes on in spite of the error.
    mutating func failed(_ failure: CallFailure) -> Bool {
        if state == .cached, failure == .expired { return pages() }
        guard case .paging(.some) = state, failure == .expired else {
            state = .finished
            return false
        }
        isRestart = true
        restarts += 1
        state = restarts > Limits.listRestarts ? .whole : .paging(token: nil)
        return true
    }

    /// The server does not give the list in the form or the size that was asked for.
    ///
    /// - Returns: whether the list goes on all the same, by pages of JSON.
    mutating func refused() -> Bool {
        guard isFromCache, !isJSON, state != .finished else {
            state = .finished
            return false
        }
        return pages()
    }

    /// Begins anew in the form that every server has.
    private mutating func pages() -> Bool {
        if case .paging(.some) = state { isRestart = true }
        isJSON = true
        state = .paging(token: nil)
        return true
    }
}
