import Charts
import Releases
import Value

/// Small charts in memory.
struct TestChart {
    var name: String
    var version = "1.0.0"
    var files: [ChartFile]

    init(_ name: String, version: String = "1.0.0", values: String = "{}", _ files: [String: String]) {
        self.name = name
        self.version = version
        let metadata = "apiVersion: v2\nname: \(name)\nversion: \(version)\nappVersion: \"7.1\"\n"
        self.files =
            [ChartFile(path: "Chart.yaml", text: metadata), ChartFile(path: "values.yaml", text: values)]
            + files.sorted { $0.key < $1.key }.map { ChartFile(path: $0.key, text: $0.value) }
    }

    func reference() throws -> ChartReference {
        .loaded(try Chart.load(files: files), origin: "test chart \(name)")
    }

    func packed() throws -> [UInt8] { try Chart.load(files: files).packed() }

    func request(
        _ release: String, in namespace: String, values: Object = [:], waits: Bool = false,
        timeout: Duration = .seconds(60)
    ) throws -> ReleaseRequest {
        ReleaseRequest(
            name: release, namespace: namespace, chart: try reference(), values: values, waits: waits, timeout: timeout)
    }

    /// One ConfigMap, whose text is a value.
    static let plain = TestChart(
        "plain", values: "text: hello\n",
        [
            "templates/map.yaml": """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: {{ .Release.Name }}-map
              labels: {app: plain}
            data:
              text: {{ .Values.text | quote }}
            """,
            "templates/NOTES.txt": "Say {{ .Values.text }} to {{ .Release.Name }}.",
        ])
}

extension TestChart {
    /// A map that gains and loses a field, an object that comes and goes, a hook, and notes.
    static let changing = TestChart(
        "changing", values: "text: hello\nextra: false\n",
        [
            "templates/map.yaml": """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: {{ .Release.Name }}-map
            data:
              text: {{ .Values.text | quote }}
            {{- if .Values.extra }}
              extra: "yes"
            {{- end }}
            """,
            "templates/extra.yaml": """
            {{- if .Values.extra }}
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: {{ .Release.Name }}-extra
            {{- end }}
            """,
            "templates/hook.yaml": """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: {{ .Release.Name }}-hook
              annotations:
                helm.sh/hook: pre-install,pre-upgrade
                helm.sh/hook-weight: "2"
            """,
            "templates/NOTES.txt": "{{ .Values.text }} for {{ .Release.Name }}",
        ])

    /// A Deployment whose pods nobody runs.
    static let neverReady = TestChart(
        "never-ready",
        [
            "templates/web.yaml": """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: {{ .Release.Name }}-web
            spec:
              selector: {matchLabels: {app: {{ .Release.Name }}}}
              template:
                metadata: {labels: {app: {{ .Release.Name }}}}
                spec:
                  containers: [{name: web, image: nowhere.invalid/web}]
            """
        ])
}
