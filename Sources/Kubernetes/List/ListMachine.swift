/// What a paged list asks for next, as a pure state machine; mirrors client-go's pager.
///
/// `paging` goes to `paging` with each page. An expired continue token takes it back to the start, and once more to
/// `whole`, where the server must give the list in one piece.
struct ListMachine {
    enum State: Equatable {
        case paging(token: String?)
        case whole
        case finished
    }

    struct Request: Equatable {
        /// Nil asks for everything.
        var limit: Int?
        var token: String?
    }

    private(set) var state = State.paging(token: nil)
    private var isRestart = false
    private var restarts = 0
    let pageSize: Int

    init(pageSize: Int) { self.pageSize = pageSize }

    /// Nil when the list is complete.
    var request: Request? {
        switch state {
        case .paging(let token): Request(limit: pageSize, token: token)
        case .whole: Request(limit: nil, token: nil)
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
        guard case .paging(.some) = state, failure == .expired else {
            state = .finished
            return false
        }
        isRestart = true
        restarts += 1
        state = restarts > Limits.listRestarts ? .whole : .paging(token: nil)
        return true
    }
}
