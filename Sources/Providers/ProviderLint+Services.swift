import Charts
import Expressions
import Readiness
import Value

// MARK: - Pods that the chart makes itself

extension ProviderLintRun {
    /// Nil for an object that makes no pods by one.
    static func podTemplate(of object: Value) -> Value? {
        guard let template = object["spec"]?["template"],
            template["spec"]?["containers"]?.array != nil
                || template["metadata"]?["labels"]?.object != nil
        else { return nil }
        return template
    }

    static func labels(ofTemplate template: Value) -> Object { template["metadata"]?["labels"]?.object ?? [:] }

    /// Those that go on running included, which stand among the first ones.
    static func containers(ofTemplate template: Value) -> [Value] {
        ["initContainers", "containers"].flatMap { template["spec"]?[$0]?.array ?? [] }
    }

    /// Whether the contract finds the pods of a workload that the chart makes.
    mutating func lintOwnPods() {
        guard definition.resource?.isCustom == false, let sample, let selector = selector(for: sample.object),
            !podTemplates.isEmpty,
            !podTemplates.contains(where: { selector.matches(Self.labels(ofTemplate: $0)) })
        else { return }
        add(
            .error, at: definition.readiness.podSelector?.location, path: "readiness.pods.selector",
            "fits no pod template that the chart makes")
    }
}

// MARK: - The Service that the chart makes itself

extension ProviderLintRun {
    /// Whether requests to the endpoint's Service, where the chart makes it, reach a container.
    ///
    /// - Parameter deployment: as the chart makes it with the combination.
    mutating func lintService(
        of deployment: Value, in rendered: RenderedChart, _ combination: ProviderCombination
    ) {
        // What is wrong with the endpoint itself is found with the contract.
        guard let endpoint = try? definition.readiness.endpoint(of: deployment) else { return }
        let objects = Self.objects(of: rendered)
        guard
            let (path, service) = objects.first(where: {
                $0.object["kind"] == "Service" && $0.object["metadata"]?["name"]?.string == endpoint.service
            })
        else { return }
        let place = file(ofTemplate: path)
        let ports = service["spec"]?["ports"]?.array ?? []
        let port = ports.first { $0["port"]?.integer == Int64(endpoint.port) }
        if port == nil {
            let numbers = ports.compactMap { $0["port"]?.integer.map(String.init) }
            add(
                .error, at: definition.readiness.endpoint?.port.location, path: "readiness.endpoint.port",
                "is \(endpoint.port), and the chart's Service \(endpoint.service) has "
                    + (numbers.isEmpty ? "no port" : "only \(numbers.joined(separator: ", "))"), with: combination)
        }
        // The pods of an operator's own making are not seen here.
        guard definition.resource?.isCustom == false,
            let selector = service["spec"]?["selector"]?.object, !selector.isEmpty
        else { return }
        let templates = objects.compactMap { Self.podTemplate(of: $0.object) }.filter { template in
            let labels = Self.labels(ofTemplate: template)
            return selector.allSatisfy { labels[$0.key] == $0.value }
        }
        guard !templates.isEmpty else {
            add(
                .error, at: place,
                "Service \(endpoint.service): its selector fits no pod template that the chart makes: "
                    + selector.map { "\($0.key)=\($0.value.string ?? $0.value.json())" }.joined(separator: ","),
                with: combination)
            return
        }
        guard let port else { return }
        lintTarget(
            of: port, in: templates.flatMap(Self.containers), at: place, "Service \(endpoint.service)", combination)
    }

    private mutating func lintTarget(
        of port: Value, in containers: [Value], at place: String, _ subject: String,
        _ combination: ProviderCombination
    ) {
        let declared = containers.flatMap { $0["ports"]?.array ?? [] }
        let target = port["targetPort"] ?? port["port"] ?? .null
        if let name = target.string {
            guard !declared.contains(where: { $0["name"]?.string == name }) else { return }
            let names = declared.compactMap { $0["name"]?.string }
            add(
                .error, at: place,
                "\(subject): its targetPort is \(name), which no container has among its ports"
                    + CloseNames.question(name, among: names), with: combination)
        } else if let number = target.integer {
            guard !declared.contains(where: { $0["containerPort"]?.integer == number }) else { return }
            add(
                declared.isEmpty ? .warning : .error, at: place,
                declared.isEmpty
                    ? "\(subject): whether a container listens on its targetPort \(number) cannot be told: none names "
                        + "a port"
                    : "\(subject): its targetPort is \(number), which no container has among its ports",
                with: combination)
        }
    }
}
