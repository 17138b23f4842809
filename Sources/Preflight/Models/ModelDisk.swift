import Value

/// Whether what keeps a deployment's weights has room for them; whether nodes have is for the checks of pods.
enum ModelDisk {
    static func value(of facts: JudgedFacts) throws(UnknownReason) -> Value {
        let hub = HubModels(facts)
        var entries: [Value] = []
        for deployment in facts.subject.deployments {
            guard let model = deployment.modelID else { continue }
            let weights = hub.weights(of: deployment)
            var (state, words) = ("noSize", "")
            if let weights, !deployment.volumes.isEmpty {
                (state, words) = volumes(deployment, weights, try facts.known(.volumeClaims), facts.subject, hub)
            } else if let weights {
                (state, words) = ephemeral(deployment, weights)
            }
            entries.append([
                "name": .string(deployment.place), "model": .string(model), "state": .string(state),
                "words": .string(words),
            ])
        }
        return .array(entries)
    }

    /// What is asked for is a promise of the node; what is not, others may take.
    private static func ephemeral(_ deployment: Subject.Deployment, _ weights: Int64) -> (String, String) {
        let (size, asked) = (RoomKind.disk.number(weights), RoomKind.disk.number(deployment.use.disk))
        if deployment.use.disk == 0 { return ("unasked", "a worker brings \(size) to its node, and asks for no disk") }
        guard weights > deployment.use.disk else {
            return ("fits", "a worker asks for \(asked), the weights take \(size)")
        }
        return ("tooLittle", "a worker asks for \(asked) of ephemeral storage, the weights take \(size)")
    }

    private static func volumes(
        _ deployment: Subject.Deployment, _ weights: Int64, _ claims: Value, _ subject: Subject, _ hub: HubModels
    ) -> (String, String) {
        for name in deployment.volumes {
            let claim = ClusterObject.all(claims).first {
                $0.name == name && $0.namespace == deployment.namespace
            }
            guard let claim else { return ("noClaim", "claim \(deployment.namespace)/\(name) is not there") }
            guard let stated = stated(claim) else {
                return ("unknown", "claim \(claim.place) does not tell its size")
            }
            let size: Int64
            do {
                size = try Quantity(stated).integer
            } catch {
                return ("unknown", "the size of claim \(claim.place) cannot be read: \(error)")
            }
            let all = total(in: name, of: deployment, subject, hub)
            let (wanted, there) = (RoomKind.disk.number(all), RoomKind.disk.number(size))
            if all > size { return ("volumeTooSmall", "claim \(claim.place) has \(there), the weights take \(wanted)") }
        }
        return ("fits", "the volume holds the weights")
    }

    /// The weights of all models that are kept in the claim, each once.
    private static func total(
        in claim: String, of deployment: Subject.Deployment, _ subject: Subject, _ hub: HubModels
    ) -> Int64 {
        var seen: Set<String> = []
        var bytes: Int64 = 0
        for other in subject.deployments where other.namespace == deployment.namespace {
            guard other.volumes.contains(claim), let model = other.modelID, seen.insert(model).inserted else {
                continue
            }
            bytes = bytes.adding(hub.weights(of: other) ?? 0)
        }
        return bytes
    }

    /// What a bound claim has got, else what it asks for.
    private static func stated(_ claim: ClusterObject) -> Value? {
        claim.value["status"]?["capacity"]?["storage"] ?? claim.value["spec"]?["resources"]?["requests"]?["storage"]
    }
}
