import Providers
import Testing

/// What lint says of the section `sandbox`, and of what it has to do with the rest.
@Suite struct LintSandboxTests {
    private static let entry = "sandbox.operators[0]"

    private static let faults: [Tower.Fault] = [
        Tower.Fault(name: "none", from: Tower.sandbox, to: "", severity: .warning, path: "sandbox", says: "is missing"),
        Tower.Fault(
            name: "an operator of another name", from: "    - name: tower-operator\n      resources",
            to: "    - name: tower\n      resources", path: "\(entry).name",
            says: "is tower, which is none of the provider's operators: tower-operator (did you mean 'tower-operator'?)"
        ),
        Tower.Fault(
            name: "an operator that is not there", from: "    - name: tower-operator\n      resources",
            to: "    - name: tower\n      operator: tower\n      resources", path: "\(entry).operator",
            says: "is tower, which is none of the provider's operators"),
        Tower.Fault(
            name: "a CRD that is not played", from: "metadata: {name: towers.example.com}",
            to: "metadata: {name: houses.example.com}", place: "provider.yaml:10:", path: "operators[0].crds[0]",
            says: "is towers.example.com, of which sandbox has no definition that comes with tower-operator"),
        Tower.Fault(
            name: "a definition whose name is not its own", from: "metadata: {name: towers.example.com}",
            to: "metadata: {name: houses.example.com}", path: "\(entry).definitions[0].metadata.name",
            says: "is houses.example.com, and its plural and group make towers.example.com"),
        Tower.Fault(
            name: "a definition that no operator names", from: "metadata: {name: towers.example.com}",
            to: "metadata: {name: houses.example.com}", severity: .warning, path: "\(entry).definitions[0]",
            says: "is houses.example.com, which no operator names below crds"),
        Tower.Fault(
            name: "a version that is not served", from: "versions: [{name: v1, served: true}]",
            to: "versions: [{name: v2, served: true}, {name: v1, served: false}]",
            path: "operators[0].crds[0].versions",
            says: "names v1, and the sandbox serves v2 of towers.example.com"),
        Tower.Fault(
            name: "objects of no definition", from: "plural: towers\n", to: "plural: tower\n",
            path: "\(entry).resources[0]", says: "is about tower.example.com, of which sandbox has no definition"),
        Tower.Fault(
            name: "deployments that nothing becomes of", from: "plural: towers\n", to: "plural: tower\n",
            path: "sandbox.operators", says: "has no resources entry for towers.example.com"),
        Tower.Fault(
            name: "objects of another kind", from: "kind: Tower\n          components",
            to: "kind: House\n          components", path: "\(entry).resources[0].kind", says: "is not Tower"),
        Tower.Fault(
            name: "components that cannot be told", from: "object.spec.replicas, 'args'",
            to: "object.spec.floors, 'args'", path: "\(entry).resources[0].components",
            says: "cannot be told: no such key: floors"),
        Tower.Fault(
            name: "pods that the contract does not find", from: "podLabels: {app: tower, ",
            to: "podLabels: {app: house, ", path: "\(entry).resources[0].podLabels",
            says: "make no pod that readiness.pods.selector finds"),
        Tower.Fault(
            name: "no Service for the endpoint", from: "- {name: \"${object.metadata.name}\", when",
            to: "- {name: \"${object.metadata.name}-x\", when", path: "\(entry).resources[0].services",
            says: "make no Service example, which readiness.endpoint names"),
        Tower.Fault(
            name: "a Service of no component", from: "when: \"true\"}", to: "when: component.name == 'roof'}",
            path: "\(entry).resources[0].services", says: "make no Service example"),
        Tower.Fault(
            name: "a Service with another port", from: "when: \"true\"}", to: "when: \"true\", port: 9000}",
            path: "\(entry).resources[0].services",
            says: "make the Service example with port 9000, and readiness.endpoint has 8000"),
        Tower.Fault(
            name: "a model that no argument names", from: "modelArguments: [--serve]", to: "modelArguments: [--model]",
            path: "\(entry).resources[0].modelArguments", says: "name --model, which no component has among its args"),
        Tower.Fault(
            name: "no arguments that name the model", from: "          modelArguments: [--serve]\n", to: "",
            path: "\(entry).resources[0].modelArguments", says: "are missing"),
    ]

    @Test(arguments: faults)
    func eachRuleBrokenIsAFinding(fault: Tower.Fault) throws { try Tower.expect(fault) }

    // MARK: - A deployment of several objects

    /// A tower whose gate has the pods.
    private func gated(arguments: String = "--serve", service: String = "${object.metadata.name}") throws
        -> ProviderLintReport
    {
        var files = Tower.files
        files["templates/gate.yaml"] = """
            apiVersion: example.com/v1
            kind: Gate
            metadata: {name: {{ .Release.Name }}}
            spec: {model: {{ .Values.modelId | quote }}}

            """
        let sandbox = """
            sandbox:
              operators:
                - name: tower-operator
                  resources:
                    - {group: example.com, plural: towers, kind: Tower, components: "[]"}
                    - group: example.com
                      plural: gates
                      kind: Gate
                      components: "[{'name': 'door', 'args': ['--serve', object.spec.model]}]"
                      modelArguments: [\(arguments)]
                      podLabels: {app: tower, tower: "${object.metadata.name}"}
                      services: [{name: "\(service)", when: "true"}]
                  definitions:
                    - metadata: {name: towers.example.com}
                      spec:
                        group: example.com
                        names: {kind: Tower, plural: towers}
                        versions: [{name: v1, served: true}]
                    - metadata: {name: gates.example.com}
                      spec:
                        group: example.com
                        names: {kind: Gate, plural: gates}
                        versions: [{name: v1, served: true}]

            """
        let crds = "      - name: towers.example.com\n        versions: [v1]\n"
        try #require(Tower.definition.contains(crds))
        let definition = Tower.definition.replacing(Tower.sandbox, with: sandbox)
            .replacing(crds, with: crds + "      - name: gates.example.com\n        versions: [v1]\n")
        return try Tower.report(files: files, definition: definition)
    }

    @Test func podsAndServicesOfAnyOfThemAreTheDeployments() throws {
        let report = try gated()
        #expect(report.findings.isEmpty, "\(report.findings)")
    }

    @Test(
        arguments: [
            ("--model", "${object.metadata.name}", "modelArguments", "name --model, which no component has"),
            ("", "${object.metadata.name}", "modelArguments", "are missing"),
            ("--serve", "other", "services", "make no Service example, which readiness.endpoint names"),
        ])
    func whatNoneOfThemHasIsToldOfTheOneWithPods(
        arguments: String, service: String, key: String, says: String
    ) throws {
        let report = try gated(arguments: arguments, service: service)
        #expect(report.findings.map(\.path) == ["\(Self.entry).resources[1].\(key)"], "\(report.findings)")
        #expect(report.findings.first?.severity == .error)
        #expect(report.findings.first?.message.contains(says) == true, "\(report.findings)")
    }

    // MARK: - Without an operator

    /// A tower that Kubernetes itself runs.
    private func plain(pods: String, served: String, arguments: String = "--serve") throws -> ProviderLintReport {
        var files = Tower.files
        files["templates/tower.yaml"] = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: {{ .Release.Name }}}
            spec:
              replicas: {{ .Values.replicas }}
              selector: {matchLabels: {tower: {{ .Release.Name }}}}
              template:
                metadata: {labels: {app: tower, tower: {{ .Release.Name }}, engine: {{ .Values.engine }}}}
                spec: {containers: [{name: floor, args: [--serve, {{ .Values.modelId | quote }}]}]}

            """
        let definition = """
            apiVersion: groundcrew/v1
            kind: Provider
            name: tower
            resource: {kind: Deployment, name: deployments.apps, versions: [apps/v1]}
            capabilities: {engines: [vllm, sglang], modes: [whole, split], routers: [none], tasks: [text-generation]}
            selection: [{when: "true", reason: is there}]
            readiness:
              rules: [{when: status.?ready.orValue(false), phase: Running}, {when: "true", phase: Pending}]
              pods: {selector: "\(pods)"}
              endpoint: {service: "${object.metadata.name}", port: 8000}
            sandbox: {modelServers: [{podLabels: {\(served)}, modelArguments: [\(arguments)]}]}

            """
        return try Tower.report(files: files, definition: definition)
    }

    @Test(arguments: ["app: tower", "engine: sglang", "app: tower, engine: vllm"])
    func aPlainProviderIsPlayedByItsPods(served: String) throws {
        let report = try plain(pods: "app=tower,tower=${object.metadata.name}", served: served)
        #expect(report.findings.isEmpty, "\(report.findings)")
    }

    @Test(arguments: [("", "are missing"), ("--model", "name --model, which no container of the chart has")])
    func argumentsThatNoContainerHasAreFound(arguments: String, says: String) throws {
        let report = try plain(
            pods: "app=tower,tower=${object.metadata.name}", served: "app: tower", arguments: arguments)
        #expect(report.findings.map(\.path) == ["sandbox.modelServers[0].modelArguments"], "\(report.findings)")
        #expect(report.findings.first?.severity == .error)
        #expect(report.findings.first?.message.contains(says) == true, "\(report.findings)")
    }

    @Test func podsThatTheChartDoesNotMakeAreFound() throws {
        let report = try plain(pods: "app=house", served: "engine: tgi")
        #expect(report.findings.map(\.path) == ["readiness.pods.selector", "sandbox.modelServers[0].podLabels"])
        #expect(report.findings.map(\.severity) == [.error, .warning])
    }
}
