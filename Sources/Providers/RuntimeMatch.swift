import Expressions
public import Models
public import Value

/// A runtime that is in a cluster, as a provider's rules judge it for a model.
public struct RuntimeMatch: Sendable, Equatable {
    public enum Verdict: String, Sendable {
        case match, unknown, mismatch

        fileprivate var rank: Int {
            switch self {
            case .match: 0
            case .unknown: 1
            case .mismatch: 2
            }
        }
    }

    public var kind: String
    public var name: String
    /// Nil for one of the whole cluster.
    public var namespace: String?
    public var verdict: Verdict
    /// Of one that fits.
    public var priority: Int64 = 0
    /// For it, or against it, or why it cannot be judged.
    public var reason: String

    /// Such as `ServingRuntime models/qwen`.
    public var title: String { "\(kind) \(namespace.map { "\($0)/" } ?? "")\(name)" }

    /// What JSON and YAML output shows.
    public var value: Value {
        [
            "kind": .string(kind), "name": .string(name), "namespace": namespace.map(Value.string) ?? .null,
            "verdict": .string(verdict.rawValue), "priority": .integer(priority), "reason": .string(reason),
        ]
    }
}

extension RuntimeRules {
    /// An object of one of the rules' types.
    public struct Candidate: Sendable {
        public var kind: Kind
        public var object: Value

        public init(kind: Kind, object: Value) {
            self.kind = kind
            self.object = object
        }
    }

    /// Every runtime with what speaks for or against it, the best first: those that fit by their priority, those that
    /// cannot be judged, the others; then in the order of types, and by name.
    ///
    /// - Parameter deployment: the chart's merged values.
    public func matches(_ runtimes: [Candidate], model: Model, deployment: Object) -> [RuntimeMatch] {
        let others: [String: Value] = [
            "model": model.value, "deployment": Value.object(deployment).withWholeNumbers,
        ]
        return runtimes.map { (match: judged($0, others), order: kinds.firstIndex(of: $0.kind) ?? kinds.count) }
            .sorted { left, right in
                let (first, second) = (left.match, right.match)
                return (first.verdict.rank, -first.priority, left.order, first.name)
                    < (second.verdict.rank, -second.priority, right.order, second.name)
            }
            .map(\.match)
    }

    private func judged(_ candidate: Candidate, _ others: [String: Value]) -> RuntimeMatch {
        let metadata = candidate.object["metadata"]
        var match = RuntimeMatch(
            kind: candidate.kind.kind, name: metadata?["name"]?.string ?? "",
            namespace: metadata?["namespace"]?.string, verdict: .mismatch,
            reason: "no rule says that it takes the model")
        var variables = others
        variables["runtime"] = candidate.object.withWholeNumbers
        do {
            guard let rule = try rules.first(where: { try $0.when.isTrue(variables) }) else { return match }
            switch rule.verdict {
            case .mismatch(let reason): match.reason = try reason.render(variables)
            case .fits(let priority, let reason):
                match.reason = try reason.render(variables)
                match.priority = try priority?.evaluate(variables).integer ?? 0
                match.verdict = .match
            }
        } catch {
            match.verdict = .unknown
            match.reason = "it cannot be judged: \(error)"
        }
        return match
    }
}
