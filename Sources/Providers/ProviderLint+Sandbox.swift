import Expressions
import Readiness
import Value
import YAML

// MARK: - The sandbox

/// Whether what the sandbox plays is what the rest of the definition speaks of. What the section itself may hold is for
/// the sandbox to tell: whatever has another form is passed over here.
extension ProviderLintRun {
    mutating func lintSandbox() {
        guard definition.sandbox != nil else {
            if !definition.operators.isEmpty {
                add(.warning, path: "sandbox", "is missing, so that --sandbox cannot show what becomes of a deployment")
            }
            return
        }
        lintPlayedNames()
        lintPlayedDefinitions()
        lintPlayedResources()
        if let sample { lintPlayedParts(of: sample) }
    }

    /// An entry of `sandbox.operators`, and where it stands.
    private struct Played {
        var path: String
        var entry: Value
        /// Of the provider's operators.
        var operatorName: String? { entry["operator"]?.string ?? entry["name"]?.string }

        var resources: [(path: String, entry: Value)] {
            (entry["resources"]?.array ?? []).enumerated().map { ("\(path).resources[\($0.offset)]", $0.element) }
        }

        var definitions: [(path: String, crd: Value)] {
            (entry["definitions"]?.array ?? []).enumerated().map { ("\(path).definitions[\($0.offset)]", $0.element) }
        }
    }

    private static func played(in section: YAMLFields?) -> [Played] {
        (section?.object["operators"]?.array ?? []).enumerated()
            .map { Played(path: "sandbox.operators[\($0.offset)]", entry: $0.element) }
    }

    private var own: [Played] { Self.played(in: definition.sandbox) }

    /// What plays an operator: of the provider, and of others that have the same.
    private func played(of item: OperatorDefinition) -> [Played] {
        let others = registry.providers.filter { other in
            other.name != provider.name && other.definition.operators.contains(where: item.isSame)
        }
        return ([item.sandbox] + others.map(\.definition.sandbox)).flatMap(Self.played(in:))
            .filter { $0.operatorName == item.name }
    }

    private mutating func lintPlayedNames() {
        let names = definition.operators.map(\.name)
        for one in own {
            guard let name = one.operatorName, !names.contains(name) else { continue }
            add(
                .error, path: "\(one.path).\(one.entry["operator"] == nil ? "name" : "operator")",
                "is \(name), which is none of the provider's operators: \(names.joined(separator: ", "))"
                    + CloseNames.question(name, among: names)
                    + (one.entry["operator"] == nil ? "; say with `operator` which one it plays" : ""))
        }
    }

    // MARK: Definitions

    /// What operators bring by their word, and what the sandbox makes them bring.
    private mutating func lintPlayedDefinitions() {
        var known: [String: Value] = [:]
        for item in operators {
            for one in played(of: item) {
                for definition in one.definitions {
                    if let name = definition.crd["metadata"]?["name"]?.string { known[name] = definition.crd }
                }
            }
            guard !item.isShared else { continue }
            let index = definition.operators.firstIndex { $0.name == item.name } ?? 0
            for (number, crd) in item.crds.enumerated() {
                lint(crd, of: item.name, at: "operators[\(index)].crds[\(number)]", known[crd.name])
            }
        }
        let told = Set(definition.crds.map(\.name))
        for definition in own.flatMap({ $0.definitions }) { lint(definition.crd, at: definition.path, told) }
    }

    private mutating func lint(
        _ crd: OperatorDefinition.CRD, of name: String, at path: String, _ definition: Value?
    ) {
        guard let definition else {
            add(
                .error, path: path,
                "is \(crd.name), of which sandbox has no definition that comes with \(name): --sandbox would wait for it "
                    + "in vain")
            return
        }
        let served = (definition["spec"]?["versions"]?.array ?? []).filter { $0["served"] == true }
            .compactMap { $0["name"]?.string }
        guard !crd.versions.isEmpty, Set(crd.versions).isDisjoint(with: served) else { return }
        add(
            .error, path: "\(path).versions",
            "names \(crd.versions.joined(separator: ", ")), and the sandbox serves "
                + (served.isEmpty ? "none" : served.joined(separator: ", ")) + " of \(crd.name)")
    }

    private mutating func lint(_ crd: Value, at path: String, _ told: Set<String>) {
        guard let name = crd["metadata"]?["name"]?.string else { return }
        if let plural = crd["spec"]?["names"]?["plural"]?.string, let group = crd["spec"]?["group"]?.string,
            name != "\(plural).\(group)"
        {
            add(.error, path: "\(path).metadata.name", "is \(name), and its plural and group make \(plural).\(group)")
        }
        if !told.contains(name) {
            add(
                .warning, path: path,
                "is \(name), which no operator names below crds, so that nothing waits for it")
        }
    }

    // MARK: Resources

    private mutating func lintPlayedResources() {
        let everything = operators.flatMap(played(of:)) + own
        let crds = everything.flatMap { $0.definitions }.map { $0.crd }
        for resource in own.flatMap({ $0.resources }) {
            let name = Self.name(of: resource.entry)
            guard let crd = crds.first(where: { $0["metadata"]?["name"]?.string == name }) else {
                add(
                    .error, path: resource.path,
                    "is about \(name), of which sandbox has no definition, so that nothing becomes of it")
                continue
            }
            let kind = crd["spec"]?["names"]?["kind"]?.string
            if let kind, resource.entry["kind"]?.string != kind {
                add(.error, path: "\(resource.path).kind", "is not \(kind), as the definition of \(name) has it")
            }
        }
        guard let resource = definition.resource, resource.isCustom,
            !everything.contains(where: { $0.resources.contains { Self.name(of: $0.entry) == resource.name } })
        else { return }
        add(
            .error, path: "sandbox.operators",
            "has no resources entry for \(resource.name), which deployments are: with --sandbox nothing becomes of one")
    }

    private static func name(of resource: Value) -> String {
        "\(resource["plural"]?.string ?? "").\(resource["group"]?.string ?? "")"
    }

    // MARK: Pods and Services

    /// What the sandbox makes of one of the objects that the chart makes.
    private struct Part {
        var path: String
        /// The entry of `resources` that plays the object.
        var entry: Value
        var object: Value
        var components: [Value]
    }

    /// Whether the contract finds what the sandbox makes of the deployment, and of the objects that come with it.
    private mutating func lintPlayedParts(of sample: Sample) {
        guard let resource = definition.resource else { return }
        guard resource.isCustom else { return lintModelServers() }
        let resources = own.flatMap { $0.resources }
        guard resources.contains(where: { Self.name(of: $0.entry) == resource.name }) else { return }
        var parts: [Part] = []
        for one in resources {
            for object in sample.objects where Self.plays(one.entry, object) {
                let object = Self.stored(object)
                guard let components = components(of: one, object) else { return }
                parts.append(Part(path: one.path, entry: one.entry, object: object, components: components))
            }
        }
        // What no part has is told of the first that could have it.
        guard let first = parts.first(where: { !$0.components.isEmpty }) ?? parts.first else { return }
        lintPlayedLabels(parts, first, sample.object)
        lintPlayedServices(parts, first, sample)
        lintModelArguments(parts, first)
    }

    private static func plays(_ resource: Value, _ object: Value) -> Bool {
        resource["kind"] == object["kind"]
            && resource["group"]?.string == group(of: object["apiVersion"]?.string ?? "")
    }

    /// Nil where they cannot be told.
    private mutating func components(of one: (path: String, entry: Value), _ object: Value) -> [Value]? {
        // That it compiles is for the sandbox to tell.
        guard let source = one.entry["components"]?.string,
            let expression = try? Expression(source, variables: ["object"])
        else { return nil }
        let path = "\(one.path).components"
        do {
            let value = try expression.evaluate(["object": object])
            if let components = value.array { return components }
            add(.error, path: path, "gives \(value.typeWithArticle), not a list")
        } catch {
            add(.error, path: path, "cannot be told: \(ProviderLintFinding.words(error))")
        }
        return nil
    }

    private mutating func lintPlayedLabels(_ parts: [Part], _ first: Part, _ object: Value) {
        guard let selector = selector(for: object), !first.components.isEmpty else { return }
        for part in parts {
            let templates = part.entry["podLabels"]?.object ?? [:]
            for component in part.components {
                var labels: Object = [:]
                for (key, value) in templates {
                    labels[key] = value.string.flatMap {
                        Self.text($0, ["object": part.object, "component": component])
                    }.map(Value.string)
                }
                if selector.matches(labels) { return }
            }
        }
        add(
            .error, path: "\(first.path).podLabels",
            "make no pod that readiness.pods.selector finds: with --sandbox the deployment would have none")
    }

    func selector(for object: Value) -> LabelSelector? {
        // What is wrong with the selector itself is found with the contract.
        guard let text = try? definition.readiness.podSelector(of: object) else { return nil }
        return try? LabelSelector(text)
    }

    private mutating func lintPlayedServices(_ parts: [Part], _ first: Part, _ sample: Sample) {
        // What is wrong with the endpoint itself is found with the contract.
        guard let endpoint = try? definition.readiness.endpoint(of: sample.object) else { return }
        let isMade = sample.objects.contains {
            $0["kind"] == "Service" && $0["metadata"]?["name"]?.string == endpoint.service
        }
        guard !isMade else { return }
        for part in parts {
            let found = Self.services(of: part)
            guard let service = found.first(where: { $0.name == endpoint.service }) else { continue }
            guard service.port != endpoint.port else { return }
            add(
                .error, path: "\(part.path).services",
                "make the Service \(service.name) with port \(service.port), and readiness.endpoint has "
                    + "\(endpoint.port)")
            return
        }
        add(
            .error, path: "\(first.path).services",
            "make no Service \(endpoint.service), which readiness.endpoint names: with --sandbox nothing would answer")
    }

    private static func services(of part: Part) -> [(name: String, port: Int64)] {
        var found: [(name: String, port: Int64)] = []
        for service in part.entry["services"]?.array ?? [] {
            guard let name = service["name"]?.string, let when = service["when"]?.string else { continue }
            for component in part.components where holds(when, component) {
                let port = service["port"]?.integer ?? 8000
                if let name = text(name, ["object": part.object, "component": component]) {
                    found.append((name, port))
                }
            }
        }
        return found
    }

    private mutating func lintModelArguments(_ parts: [Part], _ first: Part) {
        let isNamed = parts.contains { part in
            let names = Self.modelArguments(of: part)
            let arguments = part.components.flatMap { $0["args"]?.array?.compactMap(\.string) ?? [] }
            return arguments.contains { word in names.contains { word == $0 || word.hasPrefix("\($0)=") } }
        }
        guard !isNamed else { return }
        let names = Self.modelArguments(of: first)
        add(
            .error, path: "\(first.path).modelArguments",
            names.isEmpty
                ? "are missing: with --sandbox no pod would know which model it serves"
                : "name \(names.joined(separator: ", ")), which no component has among its args")
    }

    private static func modelArguments(of part: Part) -> [String] {
        part.entry["modelArguments"]?.array?.compactMap(\.string) ?? []
    }

    /// What answers in the pods of workloads that the chart makes itself.
    private mutating func lintModelServers() {
        for (index, server) in (definition.sandbox?.object["modelServers"]?.array ?? []).enumerated() {
            let path = "sandbox.modelServers[\(index)]"
            let wanted = server["podLabels"]?.object ?? [:]
            let templates = podTemplates.filter { one in
                let labels = Self.labels(ofTemplate: one)
                return wanted.allSatisfy { labels[$0.key] == $0.value }
            }
            guard !templates.isEmpty else {
                add(.warning, path: "\(path).podLabels", "fit no pod template that the chart makes")
                continue
            }
            // The sandbox looks nowhere else.
            let words = templates.flatMap { $0["spec"]?["containers"]?.array ?? [] }
                .flatMap { $0["args"]?.array?.compactMap(\.string) ?? [] }
            let names = server["modelArguments"]?.array?.compactMap(\.string) ?? []
            guard !words.contains(where: { word in names.contains { word == $0 || word.hasPrefix("\($0)=") } }) else {
                continue
            }
            add(
                .error, path: "\(path).modelArguments",
                names.isEmpty
                    ? "are missing: with --sandbox no pod would know which model it serves"
                    : "name \(names.joined(separator: ", ")), which no container of the chart has among its args")
        }
    }

    // MARK: Texts

    /// Nil where it cannot be told, which the sandbox tells.
    private static func text(_ source: String, _ variables: [String: Value]) -> String? {
        try? MessageTemplate(source).render(variables)
    }

    private static func holds(_ source: String, _ component: Value) -> Bool {
        // What cannot be judged makes no Service in the sandbox either.
        (try? Expression(source).isTrue(["component": component])) ?? false
    }
}
