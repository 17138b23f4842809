import Kubernetes
import Value

/// What `/livez` or `/readyz` of an API server says, read from its lines.
struct HealthAnswer: Sendable, Hashable {
    enum State: String, Sendable {
        case ok, failing
        /// The server has no such path.
        case unserved
    }

    var state: State
    /// What was looked at and is not well, in the server's words.
    var failing: [String] = []

    /// - Throws: `UnknownReason` where what answers is no API server.
    init(_ answer: ServerHealth?, path: String) throws(UnknownReason) {
        guard let answer else {
            state = .unserved
            return
        }
        let lines = answer.text.split(whereSeparator: \.isNewline)
        failing = lines.filter { $0.hasPrefix("[-]") }.map { String($0.dropFirst(3)) }
        guard answer.httpStatus == 200 || !failing.isEmpty else {
            throw UnknownReason(.failed, "\(path) answers \(answer.httpStatus), and does not say what is not well")
        }
        let isKnown = answer.text == "ok" || lines.contains { $0.hasPrefix("[+]") || $0.hasPrefix("[-]") }
        guard isKnown else { throw UnknownReason(.failed, "what answers at \(path) is no API server's health") }
        state = failing.isEmpty ? .ok : .failing
    }

    var value: Value {
        ["state": .string(state.rawValue), "failing": .array(failing.map(Value.string))]
    }
}
