import Providers
import Testing

/// What lint says of `provider.yaml` but for its contract.
@Suite struct LintDefinitionTests {
    private static let definition: [Tower.Fault] = [
        Tower.Fault(
            name: "no engine", from: "engines: [vllm, sglang]", to: "engines: []", path: "capabilities.engines",
            says: "can serve nothing"),
        Tower.Fault(
            name: "no task", from: "tasks: [text-generation]", to: "tasks: []", path: "capabilities.tasks",
            says: "can serve nothing"),
        Tower.Fault(
            name: "a need that nobody has", from: "needs: [cert-manager]", to: "needs: [certificates]",
            path: "operators[0].needs[0]", says: "operator tower-operator needs certificates"),
        Tower.Fault(
            name: "a need of deployments that nobody has", from: "resource:\n",
            to: "needs: [certificates]\nresource:\n",
            path: "needs[0]", says: "provider tower needs certificates"),
        Tower.Fault(
            name: "an operator of a shared name", from: "- name: tower-operator\n    namespace",
            to: "- name: cert-manager\n    namespace", path: "operators[0].name",
            says: "is cert-manager, which is shared by all"),
        Tower.Fault(
            name: "a CRD that nobody brings", from: "- name: towers.example.com", to: "- name: houses.example.com",
            severity: .warning, path: "resource.crd", says: "is towers.example.com, which no operator says"),
        Tower.Fault(
            name: "a CRD that is misspelt below its operator", from: "- name: towers.example.com",
            to: "- name: towerz.example.com", path: "resource.crd",
            says: "which no operator says that it brings (did you mean 'towerz'?)"),
        Tower.Fault(
            name: "a kind that the chart does not make", from: "kind: Tower", to: "kind: House", path: "resource",
            says: "is a House of towers.example.com, and the chart makes none"),
        Tower.Fault(
            name: "a group that the chart does not make", file: "templates/tower.yaml",
            from: "apiVersion: example.com/v1", to: "apiVersion: example.org/v1", path: "resource",
            says: "the chart makes none"),
        Tower.Fault(
            name: "a version that the chart does not make", from: "versions: [example.com/v1]",
            to: "versions: [example.com/v2]", path: "resource.versions", says: "has not example.com/v1"),
        Tower.Fault(
            name: "a name that is not the release's", file: "templates/tower.yaml", from: "name: {{ .Release.Name }}",
            to: "name: {{ .Release.Name }}-tower", path: "resource",
            says: "must have the release's name, example, and the chart makes example-tower"),
        Tower.Fault(
            name: "a selector that finds nothing", from: "selector: app=tower\n", to: "selector: app=house\n",
            path: "resource.selector", says: "is app=house, which the labels of the chart's Tower do not fit"),
        Tower.Fault(
            name: "a version of another group", from: "versions: [example.com/v1]", to: "versions: [example.org/v1]",
            place: "provider.yaml:16:", path: "resource.versions[0]",
            says: "is example.org/v1, which is no version of towers.example.com: write example.com/v1"),
        Tower.Fault(
            name: "a task of no model", from: "tasks: [text-generation]", to: "tasks: [painting]", severity: .warning,
            path: "capabilities.tasks", says: "names none of a model in the catalog, which are text-generation"),
    ]

    private static let selection: [Tower.Fault] = [
        Tower.Fault(
            name: "no rules",
            from: """
                selection:
                  - when: request.mode == 'split' && request.engine != 'vllm'
                    reject: only vllm is split, and ${request.engine} is asked for
                  - when: "true"
                    score: 10
                    reason: serves ${model.id}

                """, to: "", path: "selection", says: "has no rules"),
        Tower.Fault(
            name: "a rule that is never reached", from: "request.mode == 'split' && request.engine != 'vllm'",
            to: "\" true \"", place: "provider.yaml:33:", path: "selection[1]",
            says: "is never reached: selection[0] always holds"),
        Tower.Fault(
            name: "rules that never hold", from: "  - when: \"true\"\n    score: 10",
            to: "  - when: \"false\"\n    score: 10", path: "selection", says: "has no rule by which"),
        Tower.Fault(
            name: "a rule that cannot be judged", from: "request.mode == 'split' && request.engine != 'vllm'",
            to: "request.modes == 'split'", place: "provider.yaml:31:", path: "selection[0]",
            says: "cannot be judged: no such key: modes (line 1, column "),
        Tower.Fault(
            name: "a reason that cannot be told", from: "reason: serves ${model.id}", to: "reason: serves ${model.ids}",
            place: "provider.yaml:35:", path: "selection[1]", says: "cannot be judged: no such key: ids"),
        Tower.Fault(
            name: "a rule below a constant", from: "request.mode == 'split' && request.engine != 'vllm'",
            to: "1 + 1 == 2", place: "provider.yaml:33:", path: "selection[1]",
            says: "is never reached: selection[0] always holds"),
        Tower.Fault(
            name: "a rule that cannot hold", from: "request.mode == 'split' && request.engine != 'vllm'",
            to: "1 == 2", severity: .warning, place: "provider.yaml:31:", path: "selection[0]",
            says: "never holds, whatever there is"),
    ]

    private static let counts: [Tower.Fault] = [
        Tower.Fault(
            name: "half a GPU", from: "perWorker: deployment.resources.gpu", to: "perWorker: \"0.5\"",
            place: "provider.yaml:37:", path: "gpus.perWorker", says: "gives 0.5, which is not a whole number"),
        Tower.Fault(
            name: "fewer than no workers", from: "workers: deployment.replicas", to: "workers: \"-1\"",
            path: "gpus.workers", says: "gives -1"),
        Tower.Fault(
            name: "workers that cannot be told", from: "workers: deployment.replicas",
            to: "workers: deployment.workers",
            path: "gpus.workers", says: "cannot be told: "),
        Tower.Fault(
            name: "a requirement that cannot be told", from: "when: deployment.mode == 'split'",
            to: "when: deployment.bridge == 'split'", path: "requirements.oneOf[0].when", says: "cannot be told: "),
    ]

    private static let defaults: [Tower.Fault] = [
        Tower.Fault(
            name: "a default of no value", from: "operatorVersion: \"${", to: "towerVersion: \"${",
            place: "provider.yaml:40:", path: "defaults.towerVersion", says: "is not a value of the chart"),
        Tower.Fault(
            name: "a default that cannot be told", from: "operators[?'tower-operator'].?version.orValue('')",
            to: "operators['tower-operator'].version", path: "defaults",
            says: "the default operatorVersion of provider tower cannot be told"),
        Tower.Fault(
            name: "a default that the chart refuses", from: "version: 2.1.0", to: "version: 2.1.0-beta",
            path: "defaults.operatorVersion", says: "gives \"2.1.0-beta\", which the chart refuses: it is wrong: "),
    ]

    @Test(arguments: definition + selection + counts + defaults)
    func eachRuleBrokenIsAFinding(fault: Tower.Fault) throws { try Tower.expect(fault) }
}
