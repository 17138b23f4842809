import Charts
import Expressions
import Readiness
import Value

// MARK: - Counts

extension ProviderLintRun {
    mutating func lintCounts(_ combination: ProviderCombination) {
        let values = Self.leastValues.merged(with: combination.values)
        let variables = ["deployment": Value.object(chart.values.merged(with: values)).withWholeNumbers]
        let need = definition.gpus
        for (name, expression) in [("perWorker", need?.perWorker), ("workers", need?.workers)] {
            guard let expression else { continue }
            do {
                let value = try expression.evaluate(variables)
                guard (value.integer ?? -1) < 0 else { continue }
                add(
                    .error, at: expression.location, path: "gpus.\(name)",
                    "gives \(value.json()), which is not a whole number from 0", with: combination)
            } catch {
                add(
                    .error, at: expression.location, path: "gpus.\(name)",
                    "cannot be told: \(ProviderLintFinding.words(error))", with: combination)
            }
        }
        for (index, item) in definition.requirements.oneOf.enumerated() {
            do {
                _ = try item.when.isTrue(variables)
            } catch {
                add(
                    .error, at: item.when.location, path: "requirements.oneOf[\(index)].when",
                    "cannot be told: \(ProviderLintFinding.words(error))", with: combination)
            }
        }
    }
}

// MARK: - The contract

extension ProviderLintRun {
    /// What is wrong with it whatever the chart makes.
    mutating func lintContractItself() {
        let contract = definition.readiness
        if !contract.rules.contains(where: { $0.phase == .running }) {
            add(
                .error, path: "readiness.rules",
                "has no rule with the phase Running, so that every wait for a deployment ends without one")
        }
        if contract.endpoint == nil {
            add(.error, path: "readiness.endpoint", "is missing: nothing could ask whether the model answers")
        }
        if contract.podSelector == nil {
            add(
                .warning, path: "readiness.pods",
                "is missing: a wait could not say what keeps the deployment's pods, and logs would find none")
        }
        lintRelated(contract)
    }

    /// Names of related objects that nothing has, and those that nothing reads.
    private mutating func lintRelated(_ contract: ReadinessContract) {
        let names = contract.related.map(\.name)
        var read: Set<String> = []
        for (path, members, location) in contract.members(of: "related") {
            read.formUnion(members)
            for name in members.sorted() where !names.contains(name) {
                add(
                    .error, at: location, path: "readiness.\(path)",
                    "reads related.\(name), and readiness.related has no \(name)"
                        + CloseNames.question(name, among: names))
            }
        }
        guard !contract.readsWhole("related") else { return }
        for name in names where !read.contains(name) {
            add(.warning, path: "readiness.related.\(name)", "is asked for, and nothing reads it")
        }
    }

    /// The deployment as it is before anything has looked at it.
    mutating func lintContract(_ object: Value) {
        let contract = definition.readiness
        let status = contract.status(of: object)
        switch status.phase {
        case .unknown:
            // Whatever else is asked would fail in the same way.
            add(
                .error, at: status.rule.flatMap { contract.rules[$0].condition.location },
                path: status.rule.map { "readiness.rules[\($0)]" } ?? "readiness",
                "makes a new deployment Unknown: \(status.message)")
            return
        case .running:
            add(
                .error, path: status.rule.map { "readiness.rules[\($0)]" } ?? "readiness",
                "makes a deployment Running that nothing has looked at yet")
        default: break
        }
        for problem in status.problems { add(.error, path: "readiness", problem) }
        lintPods(object, onlyLasting: false)
        lintEndpoint(object, onlyLasting: false)
        for other in contract.related {
            do {
                _ = try contract.place(of: other, for: object)
            } catch {
                add(error, nil)
            }
        }
    }

    /// What no later status would mend.
    mutating func lintLastingFaults() {
        guard let object = newDeployment else { return }
        lintPods(object, onlyLasting: true)
        lintEndpoint(object, onlyLasting: true)
    }

    /// - Parameter onlyLasting: leaves out what a status could still change.
    private mutating func lintPods(_ object: Value, onlyLasting: Bool) {
        let contract = definition.readiness
        let text: String?
        do { text = try contract.podSelector(of: object) } catch {
            if !onlyLasting { add(error, contract.podSelector?.location) }
            return
        }
        guard let text, !onlyLasting || contract.podSelector.map(Self.isLasting) == true else { return }
        let problem: String?
        do {
            let selector = try LabelSelector(text)
            problem =
                selector.isEmpty
                ? "comes out empty, which means every pod there is"
                : selector.keysWithoutValue.first.map {
                    "comes out as '\(text)', which wants the label \($0) without a value"
                }
        } catch {
            problem = "comes out as '\(text)', which is not a label selector: \(error)"
        }
        guard let problem else { return }
        add(.error, at: contract.podSelector?.location, path: "readiness.pods.selector", problem)
    }

    private mutating func lintEndpoint(_ object: Value, onlyLasting: Bool) {
        let contract = definition.readiness
        guard let endpoint = contract.endpoint else { return }
        let isLasting = Self.isLasting(endpoint.service) && Self.isLasting(endpoint.port)
        guard !onlyLasting || isLasting else { return }
        do {
            guard let found = try contract.endpoint(of: object), !KubernetesName.isLabel(found.service) else { return }
            add(
                .error, at: endpoint.service.location, path: "readiness.endpoint.service",
                "comes out as '\(found.service)', which cannot be the name of a Service")
        } catch {
            // What the chart leaves out, a server may fill in.
            guard !onlyLasting || error.code == .wrongType else { return }
            add(error, error.path == "endpoint.port" ? endpoint.port.location : endpoint.service.location)
        }
    }

    /// Whether a text says the same of a deployment all its life.
    private static func isLasting(_ template: MessageTemplate) -> Bool {
        template.freeVariables.isSubset(of: ["object"]) && !template.members(of: "object").contains("status")
    }

    private mutating func add(_ error: ReadinessError, _ place: String?) {
        add(
            .error, at: error.underlying?.location ?? error.location ?? place,
            path: ProviderLintFinding.path(of: error), ProviderLintFinding.words(error))
    }
}
