import Value

/// What the hub was seen to say of the models, for those who can do without.
struct HubModels: Sendable {
    private let entries: [Value]

    init(_ facts: JudgedFacts) {
        if case .known(let value) = facts.fact(.hubModels) {
            entries = value.array ?? []
        } else {
            entries = []
        }
    }

    private func entry(of target: HubTarget) -> Value? {
        entries.first { $0["model"]?.string == target.model && $0["endpoint"]?.string == target.shown }
    }

    /// Nil where it was not asked for it.
    func model(of deployment: Subject.Deployment) -> HubModel? {
        HubTarget(deployment).flatMap(entry).map(HubModel.init(value:))
    }

    /// Bytes: those of its tensors, else by estimate; nil where neither is known.
    func weights(of deployment: Subject.Deployment) -> Int64? {
        if let weights = model(of: deployment)?.weights, weights > 0 { return weights }
        return ModelNeed.weights(deployment.model["parameters"]?.string)
    }

    /// One entry for each deployment with a model.
    ///
    /// - Throws: where it was recorded for other models.
    static func access(_ facts: JudgedFacts) throws(UnknownReason) -> Value {
        let fact = try facts.known(.hubModels)
        let models = HubModels(facts)
        var found: [Value] = []
        var missing: [String] = []
        for deployment in facts.subject.deployments {
            guard let target = HubTarget(deployment) else { continue }
            guard let entry = models.entry(of: target) else {
                missing.append(target.model)
                continue
            }
            found.append(
                entry.merged(with: [
                    "name": .string(deployment.place), "secret": .string(deployment.serving.tokenSecret),
                ]))
        }
        guard missing.isEmpty else {
            throw UnknownReason(
                .notGathered, "the facts were gathered without the models \(missing.joined(separator: ", "))")
        }
        return fact.isNull ? .null : .array(found)
    }
}
