import Providers
import Testing

/// What lint says of a provider's chart.
@Suite struct LintChartTests {
    private static let faults: [Tower.Fault] = [
        Tower.Fault(
            name: "no templates", file: "templates/tower.yaml", from: "", to: nil, severity: .warning,
            place: "templates/", says: "directory does not exist"),
        Tower.Fault(
            name: "a template that does not parse", file: "templates/tower.yaml", from: "{{- end }}", to: "{{- ende }}",
            place: "templates/tower.yaml", says: "ende"),
        Tower.Fault(
            name: "a template that fails", file: "templates/tower.yaml", from: "{{ .Values.replicas }}",
            to: "{{ index .Values.resources 7 \"x\" }}", place: "templates/tower.yaml:11:", says: "index"),
        Tower.Fault(
            name: "an object without a kind", file: "templates/tower.yaml", from: "spec:\n",
            to: "---\napiVersion: v1\nmetadata: {name: a}\nspec:\n", place: "templates/tower.yaml", says: "kind"),
        Tower.Fault(
            name: "an object without a name", file: "templates/tower.yaml", from: "spec:\n",
            to: "---\napiVersion: v1\nkind: ConfigMap\nspec:\n", place: "templates/tower.yaml",
            says: "a ConfigMap has no metadata.name"),
        Tower.Fault(
            name: "no schema", file: "values.schema.json", from: "", to: nil, place: "values.schema.json",
            says: "is missing"),
        Tower.Fault(
            name: "a schema that is none", file: "values.schema.json", from: "", to: "{", place: "values.schema.json",
            says: "cannot be read"),
        Tower.Fault(
            name: "a value without a title", file: "values.schema.json", from: "{\"title\": \"GPUs.\", ", to: "{",
            severity: .warning, place: "values.schema.json", path: "resources.gpu", says: "has no title"),
        Tower.Fault(
            name: "a default engine that is none", file: "values.yaml", from: "engine: vllm", to: "engine: trtllm",
            place: "values.yaml", path: "engine", says: "is trtllm, which is not among the capabilities: vllm, sglang"),
        Tower.Fault(
            name: "a default mode that is none", file: "values.yaml", from: "mode: whole", to: "mode: half",
            place: "values.yaml", path: "mode", says: "is half"),
        Tower.Fault(
            name: "a default router that is none", file: "values.yaml", from: "routerMode: none", to: "routerMode: kv",
            place: "values.yaml", path: "routerMode", says: "is kv"),
        Tower.Fault(
            name: "what comes by itself is refused by the schema", file: "values.schema.json",
            from: "\"enum\": [\"whole\", \"split\"]", to: "\"enum\": [\"split\"]", place: "",
            says: "refused: mode is wrong"
        ),
        Tower.Fault(
            name: "what comes by itself is refused by the chart", file: "templates/tower.yaml",
            from: "(ne .Values.engine \"vllm\") }}", to: "(ne .Values.engine \"vllm\") | not }}", place: "",
            says: "refused: mode split is not for vllm"),
        Tower.Fault(
            name: "a schema that takes anything", file: "values.schema.json",
            from: "  \"additionalProperties\": false,\n", to: "", severity: .warning, place: "values.schema.json",
            says: "takes keys that it does not name"),
        Tower.Fault(
            name: "an object that takes anything", file: "values.schema.json",
            from: "\"object\", \"additionalProperties\": false", to: "\"object\"", severity: .warning,
            place: "values.schema.json", path: "resources", says: "a misspelt value is passed over"),
        Tower.Fault(
            name: "an engine that nobody can ask for", file: "values.schema.json", from: "[\"vllm\", \"sglang\"]",
            to: "[\"vllm\", \"sglang\", \"tgi\"]", severity: .warning, place: "values.schema.json", path: "engine",
            says: "takes tgi, which capabilities.engines does not name"),
        Tower.Fault(
            name: "an engine that the chart refuses", file: "values.schema.json", from: "[\"vllm\", \"sglang\"]",
            to: "[\"vllm\"]", path: "capabilities.engines",
            says: "names sglang, which the chart refuses with everything else: engine is wrong"),
    ]

    @Test(arguments: faults)
    func eachRuleBrokenIsAFinding(fault: Tower.Fault) throws { try Tower.expect(fault) }
}
