import TestParts

/// What happens to one request of a run.
public enum RequestFault: String, CaseIterable, Sendable {
    /// The server does what was asked, and `kill -9` ends the tool before it learns of it.
    case kill
    case resetBefore = "reset-before"
    case resetAfter = "reset-after"
    case internalError = "500"
    /// With `Retry-After`.
    case tooManyRequests = "429"
    case conflict = "409"
    /// The answer comes later than the tool waits for it.
    case slow
    /// Half of the answer comes.
    case cut
    /// The API server is killed while the request is under way, and started again.
    case restart

    /// Those that a proxy can do to one request while others work on the same server.
    static let ofOneRequest = allCases.filter { $0 != .restart }

    func fault(processIDFile: String) -> FaultProxy.Fault {
        switch self {
        case .kill: .kill(processIDFile: processIDFile)
        case .resetBefore: .reset(.beforeRequest)
        case .resetAfter: .reset(.afterRequest)
        case .internalError: .internalError
        case .tooManyRequests: .tooManyRequests(retryAfter: 1)
        case .conflict: .conflict
        case .slow: .slow(.seconds(6))
        case .cut: .cut(.half)
        // Long enough to see it, and to kill the server while its answer is on its way.
        case .restart: .slow(.milliseconds(300))
        }
    }
}
