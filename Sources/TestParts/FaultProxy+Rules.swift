extension FaultProxy {
    /// What happens to a request.
    public enum Fault: Sendable {
        /// The connection is reset and there is no answer.
        case reset(Moment)
        /// The answer is a Status of the proxy's own with this code and reason, with `Retry-After` when seconds are given.
        case status(Int, reason: String, retryAfter: Int? = nil, Moment = .beforeRequest)
        /// The answer is a Status of the proxy's own in these words, and the request never arrives.
        case says(Int, reason: String, message: String)
        /// The server gets the request at once, and the client its answer only after this time.
        case slow(Duration)
        /// The answer begins and breaks off.
        case cut(Cut = .half)
        /// The request is lost, every connection is reset, and new ones are refused for this time.
        case restart(Duration)
        /// The server does what was asked, and the process whose id stands in that file is killed before it learns of it.
        case kill(processIDFile: String)

        /// 429, as API priority and fairness says it.
        public static func tooManyRequests(retryAfter: Int = 1) -> Fault {
            .status(429, reason: "TooManyRequests", retryAfter: retryAfter)
        }
        /// 409, as the server says it of an object that was changed meanwhile.
        public static let conflict = Fault.status(409, reason: "Conflict")
        /// 500.
        public static let internalError = Fault.status(500, reason: "InternalError")
        /// 503.
        public static let unavailable = Fault.status(503, reason: "ServiceUnavailable")
    }

    /// Whether the server has seen the request when the fault happens.
    public enum Moment: Sendable {
        /// It never arrives.
        case beforeRequest
        /// The server did what was asked, and has answered; only the client does not learn it.
        case afterRequest
    }

    /// Where an answer breaks off.
    public enum Cut: Sendable {
        /// Half of the body comes; of a watch, which has no end, what comes in a tenth of a second.
        case half
        /// So many bytes of the body come, framing included.
        case bytes(Int)
        /// It comes as usual until this time has passed since its head; for watches.
        case after(Duration)
    }

    /// Which requests a rule breaks.
    public struct Match: Sendable {
        var work: Work?
        let methods: [String]
        let path: String
        let occurrence: Occurrence

        /// Every request.
        public static let all = Match(methods: [], path: "", occurrence: .every)

        /// Requests that may change something.
        ///
        /// - Parameter path: as in `when(_:path:_:)`.
        public static func writes(path: String = "", _ occurrence: Occurrence = .every) -> Match {
            Match(methods: ["POST", "PUT", "PATCH", "DELETE"], path: path, occurrence: occurrence)
        }

        /// Requests that change the cluster when they are carried out: no dry runs, no questions about rights.
        ///
        /// - Parameter path: as in `when(_:path:_:)`.
        public static func changes(path: String = "", _ occurrence: Occurrence = .every) -> Match {
            Match(work: .changes, methods: [], path: path, occurrence: occurrence)
        }

        /// All other requests, watches included.
        ///
        /// - Parameter path: as in `when(_:path:_:)`.
        public static func reads(path: String = "", _ occurrence: Occurrence = .every) -> Match {
            Match(work: .reads, methods: [], path: path, occurrence: occurrence)
        }

        /// - Parameters:
        ///   - method: such as `PATCH`; nil is any.
        ///   - path: a regular expression (Python's) to be found anywhere in the path with its query, as the client sent it:
        ///     `/events`, `/secrets/sh\\.helm`, `^/api/v1/namespaces$`, `watch=true`.
        public static func when(_ method: String? = nil, path: String = "", _ occurrence: Occurrence = .every) -> Match
        {
            Match(methods: method.map { [$0] } ?? [], path: path, occurrence: occurrence)
        }
    }

    /// What a request does to the cluster.
    enum Work: String, Sendable, Encodable { case changes, reads }

    /// Which of the requests that match are broken; counted from 1, for each rule by itself.
    public enum Occurrence: Sendable {
        case every
        /// Only this one.
        case nth(Int)
        /// The first so many.
        case first(Int)
        /// This one and all that follow.
        case from(Int)
        /// Every so many: 2 is the second, the fourth, …
        case each(Int)
    }

    /// A rule that was injected.
    public struct Rule: Sendable {
        let id: Int
    }

    /// A request that arrived at the proxy.
    public struct Request: Sendable, Codable {
        public let method: String
        /// With its query, as the client sent it.
        public let path: String
        /// What the client was told; nil while there is no answer, and when it never gets one.
        public let status: Int?
        /// What the server said; nil when the request has not reached it.
        public let serverStatus: Int?
        /// Whether it changes the cluster when it is carried out.
        public let isChange: Bool
        /// Seconds on the machine's monotonic clock at which it had arrived whole.
        public let arrived: Double
        /// Which kind of fault was injected: `reset`, `status`, `slow`, `cut`, `restart` or `kill`.
        public let fault: String?
        /// The rule that injected it.
        let rule: Int?
    }
}
