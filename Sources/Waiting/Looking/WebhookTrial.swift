import Kubernetes
import Value

/// Has the API server ask webhooks about objects that are never stored.
struct WebhookTrial: Sendable {
    private let client: KubernetesClient

    init(client: KubernetesClient) { self.client = client.patient(for: .zero) }

    /// What the server said of the webhooks that it did not reach, by their names.
    ///
    /// An answer of the webhook, whatever it is, is one; and so is whatever keeps the server from asking it: a type that is
    /// not served yet, a right that the caller does not have, an object that is refused before.
    /// - Throws: `CancellationError` alone.
    func unasked(_ configuration: Value) async throws -> [String: String] {
        var unasked: [String: String] = [:]
        for trial in WebhookRules.trials(of: configuration) {
            do {
                try await make(trial)
            } catch let error as KubernetesError {
                if WebhookRules.isUnreached(error.message, trial.webhook) { unasked[trial.webhook] = error.words }
            }
        }
        return unasked
    }

    private func make(_ trial: WebhookRules.Trial) async throws {
        let types = try await client.types(in: GroupVersion(group: trial.group, version: trial.version))
        guard let type = types.first(where: { $0.plural == trial.plural }) else { return }
        let object: Value = [
            "apiVersion": .string(type.apiVersion), "kind": .string(type.kind),
            "metadata": ["generateName": "groundcrew-trial-"],
        ]
        _ = try await client.create(
            object, as: type, namespace: type.isNamespaced ? trial.namespace : nil, options: WriteOptions(dryRun: true))
    }
}
