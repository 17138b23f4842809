import FoundationEssentials
import TestParts

/// A folder of the providers `pier` and `jetty`. Both need the shared operator `buoy`, a chart; `pier` needs the shared
/// CRDs `charts-api`, too, which come from a pinned file. All operators' charts lie in the folder.
///
/// Their Deployments want no pods, which nothing would run, so that they are ready at once.
struct PierFolder: Sendable {
    let path: String

    /// Of the versions that `pier` can do with.
    static let range = ">=1.2.0 <2"

    /// - Parameter repository: the URL of the chart repository that `buoy` comes from; nil for its folder.
    static func with<Result>(
        repository: String? = nil, _ body: (PierFolder) async throws -> Result
    ) async throws -> Result {
        try await TestParts.withTemporaryFolder { path in
            let folder = PierFolder(path: path)
            try folder.makeCharts()
            try folder.write(crd("charts", "Chart"), to: manifest)
            try await folder.makeShared(repository: repository)
            try folder.makeProvider("pier", "2.0.0", crd: ("piers", "Pier"), needs: ["buoy", "charts-api"])
            try folder.makeProvider("jetty", "0.5.0", crd: ("jetties", "Jetty"), needs: ["buoy"])
            return try await body(folder)
        }
    }

    /// Relative to the folder.
    static let manifest = "manifests/charts-api.yaml"

    /// The folder of an operator's chart.
    func chart(_ name: String, _ version: String) -> String { "\(path)/charts/\(name)-\(version)" }

    func write(_ text: String, to name: String) throws {
        let file = "\(path)/\(name)"
        let parts = file.split(separator: "/", omittingEmptySubsequences: false)
        try FileManager.default.createDirectory(
            atPath: parts.dropLast().joined(separator: "/"), withIntermediateDirectories: true)
        try text.write(toFile: file, atomically: true, encoding: .utf8)
    }

    /// Makes the pinned file another one, as a project does that publishes it anew.
    func changeManifest() throws { try write(Self.crd("charts", "Chart") + "# anew\n", to: Self.manifest) }

    func restoreManifest() throws { try write(Self.crd("charts", "Chart"), to: Self.manifest) }

    // MARK: - Charts of operators

    private func makeCharts() throws {
        for version in ["0.9.0", "1.3.0", "1.4.0"] { try makeChart("buoy", version, crd: ("buoys", "Buoy")) }
        // Somebody else's, that has nothing to do with it.
        try makeChart("float", "1.0.0", crd: nil)
        try makeChart("pier-operator", "2.0.0", crd: ("piers", "Pier"))
        try makeChart("jetty-operator", "0.5.0", crd: ("jetties", "Jetty"))
    }

    private func makeChart(_ name: String, _ version: String, crd: (plural: String, kind: String)?) throws {
        let folder = "charts/\(name)-\(version)"
        try write(
            "apiVersion: v2\nname: \(name)\nversion: \(version)\nappVersion: \(version)\n",
            to: "\(folder)/Chart.yaml")
        try write("tag: \"\"\n", to: "\(folder)/values.yaml")
        try write(
            Self.deployment(
                of: name, named: "{{ .Release.Name }}", in: "{{ .Release.Namespace }}",
                version: "{{ .Chart.AppVersion }}", tag: "{{ default .Chart.AppVersion .Values.tag }}"),
            to: "\(folder)/templates/deployment.yaml")
        if let crd { try write(Self.crd(crd.plural, crd.kind), to: "\(folder)/crds/\(crd.plural).yaml") }
    }

    /// The Deployment of an operator, in a chart or by hand.
    ///
    /// - Parameter labels: lines of YAML flow, such as `a: b, c: d`.
    static func deployment(
        of name: String, named: String, in namespace: String, version: String, tag: String = "1", labels: String = ""
    ) -> String {
        let marks = ["app.kubernetes.io/version: \"\(version)\"", labels].filter { !$0.isEmpty }
        return """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: "\(named)"
              namespace: "\(namespace)"
              labels: {app.kubernetes.io/name: \(name), \(marks.joined(separator: ", "))}
            spec:
              replicas: 0
              selector:
                matchLabels: {app.kubernetes.io/name: \(name), app.kubernetes.io/instance: "\(named)"}
              template:
                metadata:
                  labels: {app.kubernetes.io/name: \(name), app.kubernetes.io/instance: "\(named)"}
                spec:
                  containers: [{name: main, image: "nowhere.invalid/\(name):\(tag)"}]

            """
    }

    /// A CRD of the group `harbour.example.com`.
    static func crd(_ plural: String, _ kind: String) -> String {
        """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata:
          name: \(plural).harbour.example.com
        spec:
          group: harbour.example.com
          scope: Namespaced
          names: {kind: \(kind), listKind: \(kind)List, plural: \(plural), singular: \(kind.lowercased())}
          versions:
            - name: v1
              served: true
              storage: true
              schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}

        """
    }

    // MARK: - Definitions

    private func makeShared(repository: String?) async throws {
        let source = repository.map { "chart: buoy\nrepository: \($0)" } ?? "chart: \(chart("buoy", "1.4.0"))"
        try write(
            """
            apiVersion: groundcrew/v1
            kind: Operator
            name: buoy
            namespace: buoy-system
            \(source)
            version: 1.4.0
            pods: {selector: app.kubernetes.io/name=buoy}
            crds: [{name: buoys.harbour.example.com, versions: [v1]}]

            """, to: "operators/buoy.yaml")
        let digest = try await TestParts.run("openssl", ["dgst", "-sha256", "-r", "\(path)/\(Self.manifest)"])
        try digest.require()
        try write(
            """
            apiVersion: groundcrew/v1
            kind: Operator
            name: charts-api
            namespace: charts-system
            version: 1.0.0
            manifests:
              - url: ../\(Self.manifest)
                sha256: \(digest.standardOutput.prefix { $0 != " " })
            crds: [{name: charts.harbour.example.com, versions: [v1]}]

            """, to: "operators/charts-api.yaml")
    }

    /// A provider whose deployments run as soon as they are there.
    ///
    /// - Parameters:
    ///   - version: of its operator.
    ///   - crd: of what a deployment is.
    private func makeProvider(
        _ name: String, _ version: String, crd: (plural: String, kind: String), needs: [String]
    ) throws {
        let needed = needs.map { $0 == "buoy" ? "{name: buoy, versions: \"\(Self.range)\"}" : "{name: \($0)}" }
        try write("apiVersion: v2\nname: \(name)\nversion: 1.0.0\n", to: "\(name)/Chart.yaml")
        try write("provider.yaml\n", to: "\(name)/.helmignore")
        try write(
            """
            modelId: ""
            engine: crane
            mode: whole
            routerMode: direct
            replicas: 1
            resources: {gpu: 1}

            """, to: "\(name)/values.yaml")
        try write(
            "{\"type\": \"object\", \"required\": [\"modelId\"]}\n", to: "\(name)/values.schema.json")
        try write(
            """
            apiVersion: harbour.example.com/v1
            kind: \(crd.kind)
            metadata:
              name: {{ .Release.Name }}
              namespace: {{ .Release.Namespace }}
              labels:
                app.kubernetes.io/name: {{ .Chart.Name }}
                app.kubernetes.io/instance: {{ .Release.Name }}
            spec: {model: {{ .Values.modelId | quote }}, berths: {{ .Values.replicas }}}

            """, to: "\(name)/templates/deployment.yaml")
        try write(
            """
            apiVersion: groundcrew/v1
            kind: Provider
            name: \(name)
            title: \(crd.kind)
            summary: serves one model at a \(name)

            operators:
              - name: \(name)-operator
                namespace: \(name)-system
                chart: \(chart("\(name)-operator", version))
                version: \(version)
                pods: {selector: app.kubernetes.io/name=\(name)-operator}
                crds: [{name: \(crd.plural).harbour.example.com, versions: [v1]}]
                needs: [\(needed.joined(separator: ", "))]

            resource:
              kind: \(crd.kind)
              crd: \(crd.plural).harbour.example.com
              versions: [harbour.example.com/v1]

            capabilities:
              engines: [crane]
              modes: [whole]
              routers: [direct]
              accelerators: [nvidia]
              tasks: [text-generation]

            selection:
              - when: "true"
                score: 1
                reason: has a \(name) for ${model.id}

            gpus:
              perWorker: deployment.resources.gpu
              workers: deployment.replicas

            readiness:
              observedGeneration: ignored
              rules:
                - when: has(object.metadata.deletionTimestamp)
                  phase: Terminating
                  message: is taken down
                - when: has(object.metadata.creationTimestamp)
                  phase: Running
                  message: the \(name) is there
                - when: "true"
                  phase: Pending
                  message: the \(name) is still to be made
              replicas:
                desired: object.spec.berths
                ready: object.spec.berths
              pods:
                selector: harbour.example.com/\(name)=${object.metadata.name}
              endpoint:
                service: ${object.metadata.name}-\(name)
                port: 7000
                path: /v1

            """, to: "\(name)/provider.yaml")
    }
}
