import Charts
import Expressions
import Readiness
import Value

extension ProviderLintRun {
    /// Every combination that the capabilities allow: what the chart makes of it, and what rules make of that.
    mutating func lintCombinations() {
        var combinations = provider.combinations
        var sample: Value?
        // First what comes by itself: what is wrong with all is then told of it.
        let order =
            combinations.indices.filter { combinations[$0].isDefault }
            + combinations.indices.filter { !combinations[$0].isDefault }
        for index in order {
            let combination = combinations[index]
            switch outcome(of: combination) {
            case .rendered(let rendered):
                lintCounts(combination)
                let object = lintObjects(rendered, combination)
                sample = sample ?? object
            case .refused(let words):
                combinations[index].refusal = words
                if combination.isDefault { add(.error, at: provider.folder, "refused: \(words)") }
            case .broken(let error):
                combinations[index].refusal = error.reason
                add(.error, at: place(of: error), error.reason, with: combination)
            }
        }
        note(combinations)
        if let sample { lintContract(sample) }
    }

    private enum Outcome {
        case rendered(RenderedChart)
        /// By the schema, or by a template on purpose.
        case refused(String)
        case broken(RenderError)
    }

    private func outcome(of combination: ProviderCombination) -> Outcome {
        let values = Self.leastValues.merged(with: combination.values)
        do {
            let violations = try chart.violations(of: values)
            guard violations.isEmpty else {
                return .refused(violations.map(Self.words).joined(separator: "; "))
            }
        } catch {
            return .refused(error.message)
        }
        do {
            return .rendered(
                try Renderer().render(
                    chart, values: values,
                    release: ReleaseIdentity(name: Self.deploymentName, namespace: Self.namespace)))
        } catch {
            return Self.refusal(error).map(Outcome.refused) ?? .broken(error)
        }
    }

    private static func words(_ violation: ValuesViolation) -> String {
        let path = "\(violation.path)"
        return path.isEmpty ? "it \(violation.message)" : "\(path) \(violation.message)"
    }

    /// What the chart says where it refuses values; nil for a mistake in it.
    private static func refusal(_ error: RenderError) -> String? {
        switch error.code {
        case .badValues, .incompatible, .notInstallable: return error.reason
        case .templateSyntax, .badManifest, .lookupFailed: return nil
        case .templateFailed:
            // Helm's words around those of `fail` and `required`.
            guard error.reason.hasPrefix("execution error at ("), let end = error.reason.firstRange(of: "): ") else {
                return nil
            }
            return String(error.reason[end.upperBound...])
        }
    }

    private func place(of error: RenderError) -> String {
        guard let path = error.path else { return provider.folder }
        let file = file(ofTemplate: path)
        return error.line.map { "\(file):\($0):\(error.column ?? 1)" } ?? file
    }

    /// - Parameter path: as `chart/templates/file.yaml`.
    private func file(ofTemplate path: String) -> String {
        let start = "\(chart.name)/"
        return "\(provider.folder)/\(path.hasPrefix(start) ? String(path.dropFirst(start.count)) : path)"
    }
}

// MARK: - Objects

extension ProviderLintRun {
    /// - Returns: the object that the deployment is; nil where there is none that fits.
    private mutating func lintObjects(_ rendered: RenderedChart, _ combination: ProviderCombination) -> Value? {
        let documents =
            rendered.manifests.map { ($0.sourcePath, $0.value) } + rendered.hooks.map { ($0.path, $0.value) }
        var objects: [Value] = []
        for (path, document) in documents {
            for object in Self.isList(document) ? document["items"]?.array ?? [] : [document] {
                objects.append(object)
                lint(object, at: file(ofTemplate: path), combination)
            }
        }
        guard let resource = definition.resource else { return nil }
        return find(resource, in: objects, combination)
    }

    private static func isList(_ object: Value) -> Bool { object["kind"] == "List" && object["items"]?.array != nil }

    private mutating func lint(_ object: Value, at place: String, _ combination: ProviderCombination) {
        let kind = object["kind"]?.string ?? ""
        let name = object["metadata"]?["name"]?.string ?? ""
        let apiVersion = object["apiVersion"]?.string ?? ""
        for (field, text) in [("apiVersion", apiVersion), ("kind", kind), ("metadata.name", name)] where text.isEmpty {
            let subject = kind.isEmpty ? "an object" : "a \(kind)"
            add(.error, at: place, "\(subject) has no \(field)", with: combination)
        }
        guard let check, !kind.isEmpty else { return }
        if let problems = check(object) {
            for problem in problems { add(.error, at: place, "\(kind) \(name): \(problem)", with: combination) }
        } else if !Capabilities.builtInAPIVersions.contains(apiVersion) {
            add(.warning, at: place, "\(kind) of \(apiVersion) was not checked: no CRD of it is known")
        }
    }

    /// The deployment itself among what the chart gives.
    private mutating func find(
        _ resource: ProviderDefinition.Resource, in objects: [Value], _ combination: ProviderCombination
    ) -> Value? {
        let ofKind = objects.filter { object in
            object["kind"]?.string == resource.kind
                && Self.group(of: object["apiVersion"]?.string ?? "") == resource.group
        }
        guard !ofKind.isEmpty else {
            add(
                .error, path: "resource", "is a \(resource.kind) of \(resource.name), and the chart makes none",
                with: combination)
            return nil
        }
        guard let object = ofKind.first(where: { $0["metadata"]?["name"]?.string == Self.deploymentName }) else {
            let names = ofKind.map { $0["metadata"]?["name"]?.string ?? "?" }.joined(separator: ", ")
            add(
                .error, path: "resource",
                "is a \(resource.kind) that must have the release's name, \(Self.deploymentName), and the chart makes "
                    + "\(names)", with: combination)
            return nil
        }
        let version = object["apiVersion"]?.string ?? ""
        if !resource.versions.contains(version) {
            add(
                .error, path: "resource.versions",
                "has not \(version), which the chart makes, only \(resource.versions.joined(separator: ", "))",
                with: combination)
        }
        for label in Self.labels(resource.selector ?? "")
        where object["metadata"]?["labels"]?[label.key]?.string != label.value {
            add(
                .error, path: "resource.selector",
                "wants the label \(label.key)=\(label.value), which the chart's \(resource.kind) has not",
                with: combination)
        }
        return object
    }

    private static func group(of apiVersion: String) -> String {
        apiVersion.contains("/") ? String(apiVersion.prefix { $0 != "/" }) : ""
    }

    /// The labels that a selector names with one value; its other terms are left aside.
    private static func labels(_ selector: String) -> [(key: String, value: String)] {
        selector.split(separator: ",").compactMap { term in
            let parts = term.filter { $0 != " " }.split(separator: "=")
            guard parts.count == 2, !parts[0].hasSuffix("!") else { return nil }
            return (String(parts[0]), String(parts[1]))
        }
    }
}

// MARK: - Counts and the contract

extension ProviderLintRun {
    private mutating func lintCounts(_ combination: ProviderCombination) {
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

    /// The deployment as it is before anything has looked at it.
    private mutating func lintContract(_ rendered: Value) {
        let object = rendered.mergePatched([
            "metadata": [
                "namespace": .string(Self.namespace), "uid": "00000000-0000-0000-0000-000000000000", "generation": 1,
            ]
        ])
        let contract = definition.readiness
        let status = contract.status(of: object)
        switch status.phase {
        case .unknown:
            // Whatever else is asked would fail in the same way.
            add(.error, path: "readiness", "makes a new deployment Unknown: \(status.message)")
            return
        case .running:
            add(
                .error, path: status.rule.map { "readiness.rules[\($0)]" } ?? "readiness",
                "makes a deployment Running that nothing has looked at yet")
        default: break
        }
        for problem in status.problems { add(.error, path: "readiness", problem) }
        do {
            if try contract.podSelector(of: object)?.isEmpty == true {
                add(
                    .error, at: contract.podSelector?.location, path: "readiness.pods.selector",
                    "comes out empty, which means every pod there is")
            }
        } catch {
            add(error, contract.podSelector?.location)
        }
        do {
            _ = try contract.endpoint(of: object)
        } catch {
            add(error, contract.endpoint?.service.location)
        }
        for other in contract.related {
            do {
                _ = try contract.place(of: other, for: object)
            } catch {
                add(error, nil)
            }
        }
    }

    private mutating func add(_ error: ReadinessError, _ place: String?) {
        add(
            .error, at: error.underlying?.location ?? error.location ?? place,
            path: ProviderLintFinding.path(of: error), ProviderLintFinding.words(error))
    }
}
