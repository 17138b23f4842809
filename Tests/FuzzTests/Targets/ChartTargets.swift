import Charts
import Value

/// Charts, from their files to manifests.
enum ChartTargets {
    /// A template, or several as sections, beside partials and values of every kind.
    @Sendable static func template(_ bytes: [UInt8]) throws {
        let sections = FileSections.split(bytes, first: "templates/main.yaml")
        let templates = sections.map { ChartFile(path: $0.path, bytes: $0.bytes) }
        let chart = Chart(
            metadata: ChartMetadata(name: "demo", version: "1.2.3"), values: values,
            templates: templates + [partials], files: [ChartFile(path: "data.txt", text: "one\ntwo\n")])
        render(chart)
    }

    /// The files of a chart, as sections.
    @Sendable static func chart(_ bytes: [UInt8]) throws {
        let files = FileSections.split(bytes, first: "Chart.yaml").map { ChartFile(path: $0.path, bytes: $0.bytes) }
        let chart: Chart
        do { chart = try Chart.load(files: files) } catch { return }
        render(chart)
        let paths = files.map(\.path)
        guard !chart.name.contains("\\"), Set(paths).count == paths.count, paths.allSatisfy(isPlain) else { return }
        let again = try Chart.load(archive: try chart.packed())
        try Finding.require(again.raw.map(\.path) == paths, "packed and unpacked: \(again.raw.map(\.path))")
        try Finding.require(again.values == chart.values, "packed and unpacked, the values differ")
    }

    private static func render(_ chart: Chart) {
        var options = RenderOptions()
        // One second of templates at most: what is within these takes longer only by a bug.
        options.limits.steps = 500_000
        options.limits.outputBytes = 1 << 20
        let identity = ReleaseIdentity(name: "fuzz", namespace: "default")
        do {
            let rendered = try Renderer(options: options).render(chart, values: Object(), release: identity)
            _ = try rendered.templateOutput()
        } catch {
            // The report is made of the error's place in the text.
            _ = "\(error)"
        }
    }

    /// A path that an archive gives back as it is.
    private static func isPlain(_ path: String) -> Bool {
        !path.contains("\\") && !path.hasPrefix("..") && !path.contains("\0") && !path.contains("\u{FFFD}")
            && path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy {
                !$0.isEmpty && $0 != "." && $0 != ".."
            }
    }

    private static let partials = ChartFile(
        path: "templates/_helpers.tpl",
        text: """
            {{- define "name" -}}{{ .Values.name | trunc 63 | trimSuffix "-" }}{{- end -}}
            {{- define "labels" }}
            app: {{ include "name" . }}
            chart: {{ .Chart.Name }}-{{ .Chart.Version }}
            {{- end -}}
            {{- define "loop" -}}{{ include "loop" . }}{{- end -}}
            """)

    private static let values: Object = [
        "name": "demo", "count": 3, "ratio": 0.5, "big": .float(1e21), "on": true, "off": false, "none": .null,
        "empty": "", "list": [1, "two", ["three": 3], .null], "map": ["a": "b", "nested": ["deep": [1, 2]]],
        "text": "line one\nline two ünï", "version": "1.2.3-rc.1", "yaml": "a: 1\nb: [2, x]",
        "json": "{\"a\":[1,2.5,null]}", "template": "{{ .Values.name }}", "date": "2024-02-29T12:30:00Z",
        "global": ["image": "registry/image:tag"],
    ]
}
