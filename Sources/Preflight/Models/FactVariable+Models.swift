import Value

extension FactVariable {
    /// The models of deployments: who may fetch them, and what holds them.
    static let models: [FactVariable] = [
        FactVariable(
            "tokens", from: [.modelTokens], form: "[{name, model, file, gated, secret, state, code, message}]",
            """
            the Secret with the token of each deployment with a model; `state` is `none` where it names none, `present`, \
            `missing`, `noKey`, `empty` or `unknown`, `gated` is what the catalog says, and `file` where a bootstrap file \
            asks for it
            """, make: tokens),
        FactVariable(
            "hubModels", from: [.hubModels],
            form: """
                [{name, model, endpoint, proxy, state, message, token, secret, gated, private, architectures, formats, \
                weights, contextLength}]
                """,
            """
            what the hub says of each deployment's model; `state` is `granted`, `gated`, `hidden`, `missing`, `badToken`, \
            `throttled`, `notAsked` where there are too many, or that of a server that does not answer, and `token` means \
            that it was asked with this machine's
            """, make: HubModels.access),
        FactVariable(
            "modelFits", from: [.nodes, .hubModels], form: "[{name, model, state, needed, words, reasons}]",
            """
            whether the accelerators of some node hold each deployment's model; `state` is `fits`, `tooSmall`, `doubtful`, \
            `unknown`, `noSize`, `noNodes` or `unasked`
            """, make: fits),
        FactVariable(
            "modelContexts", from: [.hubModels], form: "[{name, model, asked, most}]",
            "the longest request that each deployment asks for, and the longest that its model takes; null is not known"
        ) { (facts) throws(UnknownReason) in
            list(facts) { deployment, hub in
                let most = hub?.contextLength ?? deployment.model["contextLength"]?.integer
                return [
                    "asked": deployment.serving.contextLength.map(Value.integer) ?? .null,
                    "most": most.map(Value.integer) ?? .null,
                ]
            }
        },
        FactVariable(
            "modelDisk", from: [.hubModels, .volumeClaims], form: "[{name, model, state, words}]",
            """
            whether what keeps each deployment's weights has room; `state` is `fits`, `tooLittle`, `unasked`, \
            `volumeTooSmall`, `noClaim`, `noSize` or `unknown`
            """, make: ModelDisk.value),
        FactVariable(
            "modelFormats", from: [.hubModels], form: "[{name, model, engine, state, words}]",
            """
            whether each deployment's engine reads its model; `state` is `known`, `unlisted`, `wrongFormat`, `wrongKind`, \
            `otherArchitecture` or `unknown`
            """
        ) { (facts) throws(UnknownReason) in
            list(facts) { deployment, hub in
                let (state, words) = ModelFormat.judge(deployment, hub)
                return [
                    "engine": .string(deployment.serving.engine), "state": .string(state), "words": .string(words),
                ]
            }
        },
    ]

    /// One entry for each deployment with a model; what the hub says helps where it is known.
    private static func list(
        _ facts: JudgedFacts, _ make: (Subject.Deployment, HubModel?) -> Value
    ) -> Value {
        let hub = HubModels(facts)
        let entries: [Value] = facts.subject.deployments.compactMap { deployment in
            guard let model = deployment.modelID else { return nil }
            let start: Value = ["name": .string(deployment.place), "model": .string(model)]
            return start.merged(with: make(deployment, hub.model(of: deployment)))
        }
        return .array(entries)
    }

    private static func fits(_ facts: JudgedFacts) throws(UnknownReason) -> Value {
        let inventory = try facts.inventory(withPods: false)
        let demands = try facts.demands()
        let hub = HubModels(facts)
        var entries: [Value] = []
        for (deployment, demand) in zip(facts.subject.deployments, demands) {
            guard let model = deployment.modelID else { continue }
            let need = try ModelNeed(deployment.model, hub.model(of: deployment))
            let fit = ModelFit(deployment, demand, need: need, inventory: inventory)
            entries.append([
                "name": .string(deployment.place), "model": .string(model), "state": .string(fit.state.rawValue),
                "needed": .integer(fit.needed), "words": .string(fit.words),
                "reasons": .array(fit.reasons.map(Value.string)),
            ])
        }
        return .array(entries)
    }

    private static func tokens(_ facts: JudgedFacts) throws(UnknownReason) -> Value {
        let entries = try facts.known(.modelTokens).array ?? []
        var found: [Value] = []
        var missing: [String] = []
        for deployment in facts.subject.deployments {
            guard let model = deployment.modelID else { continue }
            let secret = deployment.serving.tokenSecret
            let entry = entries.first {
                $0["namespace"]?.string == deployment.namespace && $0["name"]?.string == secret
            }
            if entry == nil, !secret.isEmpty { missing.append("\(deployment.namespace)/\(secret)") }
            found.append([
                "name": .string(deployment.place), "model": .string(model), "file": .string(deployment.source),
                "gated": deployment.model["gated"] ?? .null,
                "secret": .string(secret.isEmpty ? "" : "\(deployment.namespace)/\(secret)"),
                "state": entry?["state"] ?? "none", "code": entry?["code"] ?? "", "message": entry?["message"] ?? "",
            ])
        }
        guard missing.isEmpty else {
            throw UnknownReason(
                .notGathered, "the facts were gathered without the Secrets \(missing.joined(separator: ", "))")
        }
        return .array(found)
    }
}
