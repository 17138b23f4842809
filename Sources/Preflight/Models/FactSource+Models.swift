import Value

extension FactName {
    /// Whether the Secrets with the tokens of models are there.
    static let modelTokens: FactName = "modelTokens"
    /// What the hub says of the models.
    static let hubModels: FactName = "hubModels"
}

extension FactSource {
    /// What models need besides nodes.
    static let models: [FactSource] = [
        FactSource(
            .modelTokens,
            "whether the Secrets with tokens that deployments name are there and have the key, never what they hold"
        ) { try await $0.gatherer.modelTokens(ModelToken.all($0.subject.deployments)) },
        FactSource(
            .hubModels,
            """
            what the hub or the mirror of the deployments says of their models from here; with `HF_TOKEN` of this machine \
            where those without a token are told nothing
            """, isOfCluster: false
        ) { try await $0.gatherer.hubModels(HubTarget.all($0.subject.deployments)) },
    ]
}
