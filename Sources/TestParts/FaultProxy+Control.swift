import FoundationEssentials

/// What the proxy is told and answers: one JSON object a line each way, over a connection of its own.
extension FaultProxy {
    struct Command: Encodable {
        let command: String
        var rule: RuleMessage?
        var id: Int?
        var seconds: Double?
    }

    struct Answer: Decodable {
        let id: Int?
        let count: Int?
        let requests: [Request]?
        let error: String?
    }

    struct RuleMessage: Encodable {
        let work: Work?
        let methods: [String]
        let path: String
        /// The first occurrence that counts, the step to the next, and how many at most.
        var first = 1
        var step = 1
        var times: Int?

        let kind: String
        var isAfter = false
        var seconds: Double?
        var bytes: Int?
        var code: Int?
        var reason: String?
        var message: String?
        var retryAfter: Int?
        var processIDFile: String?

        init(_ fault: Fault, _ match: Match) {
            work = match.work
            methods = match.methods
            path = match.path
            switch match.occurrence {
            case .every: break
            case .nth(let number): (first, times) = (number, 1)
            case .first(let count): times = count
            case .from(let number): first = number
            case .each(let count): (first, step) = (count, count)
            }
            switch fault {
            case .reset(let moment):
                kind = "reset"
                isAfter = moment == .afterRequest
            case .status(let code, let reason, let retryAfter, let moment):
                kind = "status"
                isAfter = moment == .afterRequest
                (self.code, self.reason, self.retryAfter) = (code, reason, retryAfter)
            case .says(let code, let reason, let message):
                kind = "status"
                (self.code, self.reason, self.message) = (code, reason, message)
            case .slow(let time):
                kind = "slow"
                seconds = time.inSeconds
            case .cut(let cut):
                kind = "cut"
                switch cut {
                case .half: break
                case .bytes(let count): bytes = count
                case .after(let time): seconds = time.inSeconds
                }
            case .restart(let time):
                kind = "restart"
                seconds = time.inSeconds
            case .kill(let path):
                kind = "kill"
                processIDFile = path
            }
        }
    }

    func ask(_ command: Command) throws -> Answer {
        let line = String(decoding: try JSONEncoder().encode(command), as: UTF8.self)
        let answer = try Loopback.exchange(port: controlPort, line + "\n")
        return try JSONDecoder().decode(Answer.self, from: Data(answer.utf8))
    }
}

extension Duration {
    var inSeconds: Double { self / .seconds(1) }
}
