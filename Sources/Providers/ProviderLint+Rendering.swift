import Charts
import Value

extension ProviderLintRun {
    /// Every combination that the capabilities allow: what the chart makes of it, and what rules make of that.
    mutating func lintCombinations() {
        var combinations = provider.combinations
        var broken: Set<Int> = []
        // First what comes by itself: what is wrong with all is then told of it.
        let order =
            combinations.indices.filter { combinations[$0].isDefault }
            + combinations.indices.filter { !combinations[$0].isDefault }
        for index in order {
            let combination = combinations[index]
            switch outcome(of: combination) {
            case .rendered(let rendered):
                lintCounts(combination)
                lintExposure(rendered, combination)
                let objects = lintObjects(rendered, combination)
                podTemplates += objects.compactMap(Self.podTemplate)
                made.formUnion(objects.map(MadeObject.init))
                let object = definition.resource.flatMap { find($0, in: objects, combination) }
                guard let object else { continue }
                let stored = Self.stored(object)
                sample = sample ?? Sample(object: stored, objects: objects)
                lintService(of: stored, in: rendered, combination)
            case .refused(let words):
                combinations[index].refusal = words
                if combination.isDefault {
                    add(.error, at: provider.folder, "the chart's own values are refused: \(words)")
                }
            case .broken(let error):
                broken.insert(index)
                combinations[index].refusal = error.reason
                add(.error, at: place(of: error), error.reason, with: combination)
            }
        }
        note(combinations)
        lintAxes(combinations, broken: broken)
        lintContractItself()
        if let sample { lintContract(sample.object) }
    }

    /// What the chart makes of a deployment.
    struct Sample {
        /// The deployment itself.
        var object: Value
        /// Everything.
        var objects: [Value]
    }

    /// The deployment as it comes by itself, before anything has looked at it; nil where the chart makes none.
    var newDeployment: Value? {
        guard let resource = definition.resource, let usual = provider.combinations.first(where: \.isDefault),
            case .rendered(let rendered) = outcome(of: usual)
        else { return nil }
        return Self.objects(of: rendered).map { $0.object }
            .first { Self.isOne($0, of: resource) && $0["metadata"]?["name"]?.string == Self.deploymentName }
            .map(Self.stored)
    }

    /// An object with what a server adds to it.
    static func stored(_ object: Value) -> Value {
        object.mergePatched([
            "metadata": [
                "namespace": .string(namespace), "uid": "00000000-0000-0000-0000-000000000000", "generation": 1,
            ]
        ])
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
    func file(ofTemplate path: String) -> String {
        let start = "\(chart.name)/"
        return "\(provider.folder)/\(path.hasPrefix(start) ? String(path.dropFirst(start.count)) : path)"
    }
}

// MARK: - Objects

extension ProviderLintRun {
    private mutating func lintObjects(_ rendered: RenderedChart, _ combination: ProviderCombination) -> [Value] {
        let found = Self.objects(of: rendered)
        for (path, object) in found { lint(object, at: file(ofTemplate: path), combination) }
        return found.map { $0.object }
    }

    static func objects(of rendered: RenderedChart) -> [(path: String, object: Value)] {
        let documents =
            rendered.manifests.map { ($0.sourcePath, $0.value) } + rendered.hooks.map { ($0.path, $0.value) }
        return documents.flatMap { path, document in
            (isList(document) ? document["items"]?.array ?? [] : [document]).map { (path, $0) }
        }
    }

    private static func isOne(_ object: Value, of resource: ProviderDefinition.Resource) -> Bool {
        object["kind"]?.string == resource.kind && group(of: object["apiVersion"]?.string ?? "") == resource.group
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
        let ofKind = objects.filter { Self.isOne($0, of: resource) }
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
        lintSelector(of: resource, object, combination)
        return object
    }

    static func group(of apiVersion: String) -> String {
        apiVersion.contains("/") ? String(apiVersion.prefix { $0 != "/" }) : ""
    }

    private mutating func lintSelector(
        of resource: ProviderDefinition.Resource, _ object: Value, _ combination: ProviderCombination
    ) {
        guard let text = resource.selector else { return }
        // The reader has taken it for a selector.
        guard let selector = try? LabelSelector(text), !selector.matches(object["metadata"]?["labels"]?.object ?? [:])
        else { return }
        add(
            .error, path: "resource.selector",
            "is \(text), which the labels of the chart's \(resource.kind) do not fit",
            with: combination)
    }
}
