import FoundationEssentials

/// A chart of 43 objects as operators have them: CRDs and objects of theirs, roles, workloads, what is to be kept, hooks
/// before and after each verb, a test.
///
/// It comes in two versions. The second one's objects differ, one is gone and one is new.
public struct ProofChart: Sendable {
    /// Of its CRDs, so that several clusters' worth of them live side by side.
    public var group: String
    /// Bytes of a file beside the templates that does not compress: Helm's records hold it, and have a limit.
    public var filler: Int
    /// Whether the second version's CRDs have a field more, which its objects use. Helm never upgrades CRDs.
    public var changesTypes: Bool

    public init(group: String, filler: Int = 0, changesTypes: Bool = true) {
        self.group = group
        self.filler = filler
        self.changesTypes = changesTypes
    }

    static let kinds = [(kind: "Widget", plural: "widgets"), (kind: "Gadget", plural: "gadgets")]

    /// Writes the chart, and returns its folder.
    public func write(version: Int, below folder: String) throws -> String {
        let chart = "\(folder)/web-\(version)"
        for (path, text) in files(version: version) {
            let file = "\(chart)/\(path)"
            try FileManager.default.createDirectory(
                atPath: String(file[..<(file.lastIndex(of: "/") ?? file.endIndex)]), withIntermediateDirectories: true)
            try text.write(toFile: file, atomically: true, encoding: .utf8)
        }
        return chart
    }

    func files(version: Int) -> [String: String] {
        var files = [
            "Chart.yaml": "apiVersion: v2\nname: web\nversion: \(version).0.0\n",
            "values.yaml": "text: \(version == 1 ? "one" : "two")\nisSecond: \(version == 2)\n"
                + "hasNote: \(version == 2 && changesTypes)\n",
            "templates/config.yaml": Self.config, "templates/access.yaml": Self.access,
            "templates/workloads.yaml": Self.workloads, "templates/hooks.yaml": Self.hooks,
            "templates/custom.yaml": Self.custom.replacing("GROUP", with: group),
            "templates/NOTES.txt": "{{ .Values.text }} in {{ .Release.Namespace }}\n",
        ]
        for kind in Self.kinds { files["crds/\(kind.plural).yaml"] = definition(kind, version: version) }
        if filler > 0 { files["files/filler.txt"] = Self.noise(filler) }
        return files
    }

    func definition(_ kind: (kind: String, plural: String), version: Int) -> String {
        """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: \(kind.plural).\(group)}
        spec:
          group: \(group)
          scope: Namespaced
          names: {kind: \(kind.kind), listKind: \(kind.kind)List, plural: \(kind.plural), singular: \(kind.kind.lowercased())}
          versions:
          - name: v1
            served: true
            storage: true
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  spec:
                    type: object
                    properties:
                      text: {type: string}\(version == 2 && changesTypes ? "\n              note: {type: string}" : "")

        """
    }

    /// The same letters every time; base64 of them packs to about three quarters.
    private static func noise(_ count: Int) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        let bytes = (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return letters[Int(state >> 58)]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let config = """
        {{- range $number := until 12 }}
        {{- if not (and $.Values.isSecond (eq $number 5)) }}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: {{ $.Release.Name }}-{{ $number }}, labels: {app: {{ $.Release.Name }}}}
        data: {text: "{{ if lt $number 6 }}{{ $.Values.text }}{{ else }}same{{ end }}"}
        {{- end }}
        {{- end }}
        {{- range $number := until 4 }}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: {{ $.Release.Name }}-{{ $number }}}
        stringData: {text: {{ $.Values.text }}}
        {{- end }}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: {{ .Release.Name }}-kept, annotations: {helm.sh/resource-policy: keep}}
        data: {text: {{ .Values.text }}}
        {{- if .Values.isSecond }}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: {{ .Release.Name }}-new}
        data: {text: {{ .Values.text }}}
        {{- end }}

        """

    private static let access = """
        {{- range $name := list "a" "b" "c" }}
        ---
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: {{ $.Release.Name }}-{{ $name }}}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: {{ $.Release.Name }}-{{ $name }}}
        rules: [{apiGroups: [""], resources: [configmaps], verbs: [get{{ if $.Values.isSecond }}, list{{ end }}]}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: {{ $.Release.Name }}-{{ $name }}}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: {{ $.Release.Name }}-{{ $name }}}
        subjects: [{kind: ServiceAccount, name: {{ $.Release.Name }}-{{ $name }}, namespace: {{ $.Release.Namespace }}}]
        {{- end }}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: {{ .Release.Namespace }}-{{ .Release.Name }}}
        rules: [{apiGroups: [""], resources: [nodes], verbs: [get]}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: {{ .Release.Namespace }}-{{ .Release.Name }}}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: {{ .Release.Namespace }}-{{ .Release.Name }}}
        subjects: [{kind: ServiceAccount, name: {{ .Release.Name }}-a, namespace: {{ .Release.Namespace }}}]

        """

    private static let workloads = """
        {{- range $name := list "a" "b" "c" }}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: {{ $.Release.Name }}-{{ $name }}}
        spec: {selector: {app: {{ $name }}}, ports: [{port: 80, protocol: TCP}]}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: {{ $.Release.Name }}-{{ $name }}, labels: {text: {{ $.Values.text }}}}
        spec:
          selector: {matchLabels: {app: {{ $name }}}}
          template:
            metadata: {labels: {app: {{ $name }}, text: {{ $.Values.text }}}}
            spec: {containers: [{name: main, image: none.invalid/none}]}
        {{- end }}
        ---
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: {{ .Release.Name }}}
        spec: {podSelector: {}, policyTypes: [Ingress]}

        """

    private static let custom = """
        {{- range $kind := list "Widget" "Gadget" }}
        {{- range $name := list "a" "b" }}
        ---
        apiVersion: GROUP/v1
        kind: {{ $kind }}
        metadata: {name: {{ $.Release.Name }}-{{ $name }}}
        spec: {text: {{ $.Values.text }}{{ if $.Values.hasNote }}, note: new{{ end }}}
        {{- end }}
        {{- end }}

        """

    /// A map that stays, a Job that stays, a Job that goes, a pod for tests.
    private static let hooks = """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: {{ .Release.Name }}-hook
          annotations:
            helm.sh/hook: pre-install,pre-upgrade,pre-rollback,pre-delete
            helm.sh/hook-weight: "-1"
        data: {text: {{ .Values.text }}}
        {{- range $moment := list "pre" "post" }}
        ---
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: {{ $.Release.Name }}-{{ $moment }}
          annotations:
            helm.sh/hook: {{ $moment }}-install,{{ $moment }}-upgrade,{{ $moment }}-rollback,{{ $moment }}-delete
            helm.sh/hook-delete-policy: before-hook-creation{{ if eq $moment "post" }},hook-succeeded{{ end }}
        spec:
          backoffLimit: 0
          template:
            spec:
              restartPolicy: Never
              containers: [{name: main, image: none.invalid/none, args: [{{ $.Values.text }}]}]
        {{- end }}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: {{ .Release.Name }}-test, annotations: {helm.sh/hook: test}}
        spec: {restartPolicy: Never, containers: [{name: main, image: none.invalid/none}]}

        """
}
