import Kubernetes
import Value

/// A Secret with the token of a model, and what is seen of it: whether it is there and has the key, never what it holds.
struct ModelToken: Sendable, Hashable {
    var namespace: String
    var name: String

    enum State: String, Sendable { case present, missing, noKey, empty, unknown }

    static let key = "HF_TOKEN"

    /// Those that deployments name, each once.
    static func all(_ deployments: [Subject.Deployment]) -> [ModelToken] {
        var tokens: [ModelToken] = []
        for deployment in deployments where !deployment.serving.tokenSecret.isEmpty {
            let token = ModelToken(namespace: deployment.namespace, name: deployment.serving.tokenSecret)
            if !tokens.contains(token) { tokens.append(token) }
        }
        return tokens
    }

    /// - Parameter secret: nil where there is none.
    static func state(of secret: Value?) -> State {
        guard let secret else { return .missing }
        guard let data = secret["data"]?[key]?.string else { return .noKey }
        return data.isEmpty ? .empty : .present
    }

    func entry(_ state: State, _ reason: UnknownReason? = nil) -> Value {
        [
            "namespace": .string(namespace), "name": .string(name), "state": .string(state.rawValue),
            "code": .string(reason?.code.rawValue ?? ""), "message": .string(reason?.message ?? ""),
        ]
    }
}

extension FactGatherer {
    /// One entry for each Secret; one that may not be read says so, and leaves the others to tell.
    func modelTokens(_ tokens: [ModelToken]) async throws -> Fact {
        guard !tokens.isEmpty else { return .absent }
        var entries: [Value] = []
        for token in tokens.prefix(PreflightLimits.objectNames) {
            do {
                let secret = try await reading {
                    try await $0.getIfPresent(.secrets, token.name, namespace: token.namespace)
                }
                entries.append(token.entry(ModelToken.state(of: secret)))
            } catch let reason as UnknownReason {
                entries.append(token.entry(.unknown, reason))
            }
        }
        return .known(.array(entries))
    }
}
