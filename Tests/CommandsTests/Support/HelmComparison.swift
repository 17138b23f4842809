import Commands
import HTTP
import TestParts
import Testing
import Value

/// One folder, in which a command runs in this process and Helm 4.3.1 as the oracle, with the same environment.
struct HelmComparison: Sendable {
    let folder: String

    static func with<Result: Sendable>(_ body: (HelmComparison) async throws -> Result) async throws -> Result {
        try await TestParts.withTemporaryFolder { folder in
            let comparison = HelmComparison(folder: folder)
            for (path, text) in DemoChart.files { try comparison.write(text, to: "demo/\(path)") }
            return try await body(comparison)
        }
    }

    /// No configuration of the machine's own.
    var environment: [String: String] {
        [
            "HOME": folder, "KUBECONFIG": "\(folder)/no-kubeconfig", "HELM_CONFIG_HOME": "\(folder)/helm/config",
            "HELM_CACHE_HOME": "\(folder)/helm/cache", "HELM_DATA_HOME": "\(folder)/helm/data",
            "XDG_CACHE_HOME": "\(folder)/cache",
        ]
    }

    func write(_ text: String, to path: String) throws { try TemporaryFolder.write(text, to: "\(folder)/\(path)") }
    func write(_ bytes: [UInt8], to path: String) throws { try TemporaryFolder.write(bytes, to: "\(folder)/\(path)") }
    func read(_ path: String) throws -> String { try TemporaryFolder.read("\(folder)/\(path)") }

    func run(_ arguments: [String], standardInput: String = "") async -> CommandRun {
        await CommandRun.of(
            arguments, in: folder, environment: environment, transport: CurlTransport(environment: [:]),
            standardInput: standardInput)
    }

    func run(_ line: String) async -> CommandRun { await run(line.split(separator: " ").map(String.init)) }

    func helm(_ arguments: [String]) async throws -> CommandResult {
        try await TestParts.run(
            try TestParts.path(.helm4), arguments, environment: environment.mapValues { $0 },
            workingDirectory: folder)
    }

    /// Runs Helm as a step of preparation.
    @discardableResult
    func prepare(_ line: String) async throws -> CommandResult {
        let result = try await helm(line.split(separator: " ").map(String.init))
        try #require(result.isSuccess, "helm \(line): \(result)")
        return result
    }

    /// Both print the same and end well.
    func expectSame(_ line: String, helmLine: String? = nil) async throws {
        try await expectSame(line.split(separator: " ").map(String.init), helmLine: helmLine)
    }

    func expectSame(_ arguments: [String], helmLine: String? = nil) async throws {
        let ours = await run(["chart"] + arguments)
        let theirs = try await helm(helmLine.map { $0.split(separator: " ").map(String.init) } ?? arguments)
        try #require(theirs.isSuccess, "\(arguments): \(theirs)")
        #expect(ours.status == .done, "\(arguments): \(ours.errors)")
        #expect(ours.output == theirs.standardOutput, "\(arguments)")
    }

    /// Both refuse, ours with status 2 and nothing on standard output.
    func expectBothRefuse(_ arguments: [String]) async throws {
        let ours = await run(["chart"] + arguments)
        let theirs = try await helm(arguments)
        #expect(!theirs.isSuccess, "\(arguments): \(theirs)")
        #expect(ours.status == .usage, "\(arguments): \(ours.everything)")
        #expect(ours.output.isEmpty, "\(arguments)")
    }
}

/// A chart with something of everything.
enum DemoChart {
    static let files: [String: String] = [
        "Chart.yaml": """
        apiVersion: v2
        name: demo
        version: 1.2.3
        appVersion: "9"
        description: Shows <everything> & more
        icon: https://example.com/icon.png
        keywords: [b, a]
        annotations: {z: "1", a: two}
        maintainers:
        - {name: Ann, email: ann@example.com}
        dependencies:
        - {name: sub, version: 0.x, repository: "", condition: sub.enabled, import-values: [{parent: p, child: c}]}

        """,
        "values.yaml":
            "# a comment\nreplicas: 2\nlabels: {a: b, c: 1.5}\nlist: [1, two, {three: 3}]\nsub: {enabled: true}\n",
        "README.md": "# Demo\n\nText without an end",
        ".helmignore": "*.bak\n",
        "old.bak": "ignored",
        "crds/one.yaml":
            "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: ones.x.y}\n",
        "crds/two.yaml":
            "---\napiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: twos.x.y}\n",
        "templates/_helpers.tpl": "{{- define \"name\" }}{{ .Release.Name }}-{{ .Release.Namespace }}{{ end -}}\n",
        "templates/a.yaml": """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: {{ include "name" . }}}
        data:
          host: "{{ getHostByName "localhost" }}"
          replicas: "{{ .Values.replicas }}"
          kube: {{ .Capabilities.KubeVersion }}
          has: "{{ .Capabilities.APIVersions.Has "x/v1" }}"
          upgrade: "{{ .Release.IsUpgrade }}"
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: s}

        """,
        "templates/hooks.yaml": """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: before, annotations: {helm.sh/hook: pre-install}}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: after, annotations: {helm.sh/hook: "post-install,pre-upgrade"}}

        """,
        "templates/tests/check.yaml":
            "apiVersion: v1\nkind: Pod\nmetadata: {name: check, annotations: {helm.sh/hook: test}}\n",
        "templates/NOTES.txt": "Notes of {{ .Release.Name }}\n",
        "charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 0.4.0\n",
        "charts/sub/values.yaml": "c: {x: 1}\n",
        "charts/sub/crds/sub.yaml":
            "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: subs.x.y}\n",
        "charts/sub/templates/service.yaml":
            "apiVersion: v1\nkind: Service\nmetadata: {name: sub}\nspec: {ports: []}\n",
    ]
}
