import Preflight
import Testing
import Value
import YAML

/// Recorded facts and the deployments of models, written as YAML, judged by a built-in check without any cluster.
struct ModelCase: Sendable, CustomTestStringConvertible {
    var name: String
    /// As `Scenario` has them.
    var facts: String
    /// A list of `{name, namespace, model, serving, source, workers, perWorker, volumes, disk, group, resource, nodeSelector}`.
    var deployments: String
    var verdict: String
    /// Parts of the message, details or hint.
    var says: [String]

    init(_ name: String, facts: String, deployments: String = ModelCase.one, verdict: String, says: [String] = []) {
        self.name = name
        self.facts = facts
        self.deployments = deployments
        self.verdict = verdict
        self.says = says
    }

    var testDescription: String { name }

    /// A deployment of a public model.
    static let one = """
        [{name: qwen, namespace: models, model: {id: Qwen/Qwen3-8B, gated: false, parameters: 8B, engines: [vllm],
          architecture: Qwen3ForCausalLM, contextLength: 40960}, serving: {engine: vllm}}]
        """

    /// A deployment of a gated model with a Secret.
    static let gated = """
        [{name: llama, namespace: models, model: {id: meta-llama/Llama-3.1-8B, gated: true, parameters: 8B},
          serving: {engine: vllm, hfTokenSecret: hf-token}}]
        """

    func subject() throws -> Subject {
        let list = try #require(try YAML.decode(deployments, file: name).array)
        return Subject(deployments: list.map(Self.deployment))
    }

    func result(of check: String) throws -> CheckResult {
        let facts = try Scenario(name, facts: facts, verdict: verdict).gathered()
        let request = PreflightRequest(try subject(), only: [check])
        let report = try Preflight.judge(facts, checks: CheckCatalog.builtIn(), request)
        return try #require(report.results.first)
    }

    func expect(_ check: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let result = try result(of: check)
        let text = ([result.message] + result.details + [result.hint ?? ""]).joined(separator: "\n")
        #expect(result.verdict.name == verdict, "\(text)", sourceLocation: sourceLocation)
        for part in says { #expect(text.contains(part), "\(text)", sourceLocation: sourceLocation) }
        if ["fail", "warn", "unknown"].contains(result.verdict.name) {
            #expect(result.hint?.isEmpty == false, "no hint", sourceLocation: sourceLocation)
        }
        #expect(!text.contains("cannot be judged"), "\(text)", sourceLocation: sourceLocation)
    }

    static func deployment(_ value: Value) -> Subject.Deployment {
        var selector: [String: String] = [:]
        for (key, label) in value["nodeSelector"]?.object ?? [:] { selector[key] = label.string }
        var deployment = Subject.Deployment(
            name: value["name"]?.string ?? "", namespace: value["namespace"]?.string ?? "", provider: "vllm",
            model: value["model"] ?? .null, workers: value["workers"]?.integer ?? 1,
            perWorker: value["perWorker"]?.integer ?? 1, nodeSelector: selector)
        deployment.serving = Subject.Deployment.Serving(values: value["serving"] ?? .null)
        deployment.source = value["source"]?.string ?? ""
        deployment.volumes = (value["volumes"]?.array ?? []).compactMap(\.string)
        deployment.use = Subject.Deployment.Use(disk: (value["disk"]?.integer ?? 0) << 30)
        deployment.groupSize = value["group"]?.integer ?? 1
        deployment.resource = value["resource"]?.string
        return deployment
    }
}
