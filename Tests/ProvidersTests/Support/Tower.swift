import Charts
import Providers
import Testing
import Value

/// A provider without a fault, and what lint says when one thing of it is broken.
enum Tower {
    static let definition = """
        apiVersion: groundcrew/v1
        kind: Provider
        name: tower
        operators:
          - name: tower-operator
            namespace: tower-system
            chart: oci://charts.invalid/tower-operator
            version: 2.1.0
            crds:
              - name: towers.example.com
                versions: [v1]
            needs: [cert-manager]
        resource:
          kind: Tower
          crd: towers.example.com
          versions: [example.com/v1]
          selector: app=tower
        requirements:
          oneOf:
            - needed: for bridges
              when: deployment.mode == 'split'
              crds: [bridges.example.com]
              hint: install one
        capabilities:
          engines: [vllm, sglang]
          modes: [whole, split]
          routers: [none]
          accelerators: [nvidia]
          tasks: [text-generation]
        selection:
          - when: request.mode == 'split' && request.engine != 'vllm'
            reject: only vllm is split, and ${request.engine} is asked for
          - when: "true"
            score: 10
            reason: serves ${model.id}
        gpus:
          perWorker: deployment.resources.gpu
          workers: deployment.replicas
        defaults:
          operatorVersion: "${operators[?'tower-operator'].?version.orValue('')}"
        readiness:
          related:
            base:
              apiVersion: v1
              kind: ConfigMap
              name: ${object.metadata.name}-base
          rules:
            - when: status.?ready.orValue(false)
              phase: Running
            - when: "true"
              phase: Pending
              message: waits for ${related.?base.?metadata.?name.orValue('it')}
          replicas:
            desired: object.spec.replicas
            ready: status.?replicas.orValue(0)
          pods:
            selector: app=tower,tower=${object.metadata.name}
          endpoint:
            service: ${object.metadata.name}
            port: 8000

        """ + sandbox

    /// The last section of the definition.
    static let sandbox = """
        sandbox:
          operators:
            - name: tower-operator
              resources:
                - group: example.com
                  plural: towers
                  kind: Tower
                  components: >-
                    [{'name': 'floor', 'replicas': object.spec.replicas, 'args': ['--serve', object.spec.model]}]
                  modelArguments: [--serve]
                  podLabels: {app: tower, tower: "${object.metadata.name}"}
                  services:
                    - {name: "${object.metadata.name}", when: "true"}
              definitions:
                - metadata: {name: towers.example.com}
                  spec:
                    group: example.com
                    names: {kind: Tower, plural: towers}
                    versions: [{name: v1, served: true}]

        """

    static let files = [
        "Chart.yaml": "apiVersion: v2\nname: tower\nversion: 1.0.0\n",
        "values.yaml": """
        modelId: ""
        engine: vllm
        mode: whole
        routerMode: none
        replicas: 2
        operatorVersion: ""
        resources: {gpu: 1}

        """,
        "values.schema.json": """
        {
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "modelId": {"title": "The model.", "type": "string", "minLength": 1},
            "engine": {"title": "The engine.", "enum": ["vllm", "sglang"]},
            "mode": {"title": "The mode.", "enum": ["whole", "split"]},
            "routerMode": {"title": "The router.", "const": "none"},
            "replicas": {"title": "Workers.", "type": "integer"},
            "operatorVersion": {"title": "The operator's version.", "type": "string", "pattern": "^[0-9.]*$"},
            "resources": {"type": "object", "additionalProperties": false, "properties": {"gpu": {"title": "GPUs.", "type": "integer"}}}
          }
        }
        """,
        "templates/tower.yaml": """
        {{- if and (eq .Values.mode "split") (ne .Values.engine "vllm") }}
        {{- fail (printf "mode split is not for %s" .Values.engine) }}
        {{- end }}
        apiVersion: example.com/v1
        kind: Tower
        metadata:
          name: {{ .Release.Name }}
          labels: {app: tower}
        spec:
          model: {{ .Values.modelId | quote }}
          replicas: {{ .Values.replicas }}

        """,
    ]

    /// - Parameters:
    ///   - from: what is replaced in `file`; empty for the whole file.
    ///   - to: nil takes the file away.
    static func provider(_ file: String = "", _ from: String = "", _ to: String? = nil) throws -> Provider {
        var files = files
        var definition = definition
        if file == "provider.yaml" {
            try #require(definition.contains(from))
            definition = definition.replacing(from, with: to ?? "")
        } else if !file.isEmpty {
            let text = files[file] ?? ""
            try #require(text.contains(from) || from.isEmpty)
            files[file] = to.map { from.isEmpty ? $0 : text.replacing(from, with: $0) }
        }
        return try Provider(definition: definition, chart: chart(files), folder: "folder/tower", tests: tests)
    }

    /// Beside the chart, for a provider that must have some.
    static let tests = [(name: "readiness.yaml", text: "cases: [{name: new, expect: {phase: Pending}}]\n")]

    static func chart(_ files: [String: String]) throws -> Chart {
        try Chart.load(files: files.sorted { $0.key < $1.key }.map { ChartFile(path: $0.key, text: $0.value) })
    }

    static func report(
        _ provider: Provider, _ check: ProviderLint.ObjectCheck? = nil
    ) throws -> ProviderLintReport {
        ProviderLint(registry: try ProviderRegistry.builtIn(), check: check).report(of: provider)
    }

    /// What is said of it with one thing changed, as `provider` takes it; as it is without.
    static func report(
        _ file: String = "", _ from: String = "", _ to: String? = nil, _ check: ProviderLint.ObjectCheck? = nil
    ) throws -> ProviderLintReport {
        try report(provider(file, from, to), check)
    }

    /// What is said of it with other files.
    static func report(
        files: [String: String], definition: String = Tower.definition,
        tests: [(name: String, text: String)] = Tower.tests
    ) throws -> ProviderLintReport {
        try report(Provider(definition: definition, chart: chart(files), folder: "folder/tower", tests: tests))
    }

    /// One thing that is broken, and the finding that it makes.
    struct Fault: Sendable, CustomTestStringConvertible {
        var name: String
        var file = "provider.yaml"
        /// Empty for the whole file.
        var from: String
        /// Nil takes the file away.
        var to: String?
        var severity = ProviderLintFinding.Severity.error
        /// How the place begins, after the folder.
        var place = "provider.yaml"
        var path: String?
        /// Part of the message.
        var says: String
        var testDescription: String { name }
    }

    /// Expects the finding, among others or alone.
    static func expect(_ fault: Fault) throws {
        let report = try report(fault.file, fault.from, fault.to)
        let found = report.findings.contains { finding in
            finding.severity == fault.severity && finding.path == fault.path && finding.message.contains(fault.says)
                && finding.place.hasPrefix("folder/tower" + (fault.place.isEmpty ? "" : "/\(fault.place)"))
        }
        #expect(found, "\(report.findings)")
    }
}
