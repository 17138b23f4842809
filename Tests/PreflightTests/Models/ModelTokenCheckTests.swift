import Testing

@testable import Preflight

@Suite struct ModelTokenCheckTests {
    private static func facts(_ state: String, code: String = "", message: String = "") -> String {
        """
        modelTokens:
          - {namespace: models, name: hf-token, state: \(state), code: '\(code)', message: '\(message)'}
        """
    }

    private static let untold = ModelCase.gated.with(Edit(", hfTokenSecret: hf-token", ""))

    static let cases: [ModelCase] = [
        ModelCase(
            "a public model needs none F40", facts: "modelTokens: null", verdict: "pass",
            says: ["Qwen/Qwen3-8B needs no token"]),
        ModelCase(
            "a gated model without one F39", facts: "modelTokens: null", deployments: untold, verdict: "fail",
            says: ["meta-llama/Llama-3.1-8B is gated, and models/llama names no Secret", "hfTokenSecret"]),
        ModelCase(
            "a gated model of a file without one F39", facts: "modelTokens: null",
            deployments: untold.with(Edit("name: llama,", "name: llama, source: 'cluster.yaml:7:5',")), verdict: "fail",
            says: ["is gated, and models/llama (cluster.yaml:7:5) names no Secret with a token"]),
        ModelCase(
            "a Secret that a file names is not there", facts: facts("missing"),
            deployments: ModelCase.gated.with(Edit("name: llama,", "name: llama, source: 'cluster.yaml:7:5',")),
            verdict: "fail",
            says: ["Secret models/hf-token, which models/llama (cluster.yaml:7:5) names, is not there"]),
        ModelCase(
            "one that nobody knows", facts: "modelTokens: null",
            deployments: untold.with(Edit("gated: true, ", "")), verdict: "skipped", says: ["see model-access"]),
        ModelCase(
            "it is there", facts: facts("present"), deployments: ModelCase.gated, verdict: "pass",
            says: ["Secret models/hf-token has a token"]),
        ModelCase(
            "it is not there", facts: facts("missing"), deployments: ModelCase.gated, verdict: "fail",
            says: [
                "Secret models/hf-token, which models/llama names, is not there",
                "kubectl create secret generic hf-token --namespace models",
            ]),
        ModelCase(
            "it has no key", facts: facts("noKey"), deployments: ModelCase.gated, verdict: "fail",
            says: ["Secret models/hf-token has no key HF_TOKEN"]),
        ModelCase(
            "it is empty", facts: facts("empty"), deployments: ModelCase.gated, verdict: "fail",
            says: ["Secret models/hf-token has nothing under HF_TOKEN"]),
        ModelCase(
            "it may not be read", facts: facts("unknown", code: "forbidden", message: "secrets is forbidden"),
            deployments: ModelCase.gated, verdict: "unknown",
            says: [
                "whether Secret models/hf-token has a token is not known: secrets is forbidden", "can-i get secrets",
            ]),
        ModelCase(
            "it is not read in time", facts: facts("unknown", code: "timeout", message: "no answer within 10 s"),
            deployments: ModelCase.gated, verdict: "unknown", says: ["no answer within 10 s"]),
        ModelCase("all are forbidden", facts: "modelTokens: forbidden", verdict: "unknown", says: ["forbidden"]),
        ModelCase("none came in time", facts: "modelTokens: timeout", verdict: "unknown", says: ["timeout"]),
        ModelCase(
            "another one was recorded", facts: facts("present"),
            deployments: ModelCase.gated.with(Edit("namespace: models", "namespace: other")), verdict: "unknown",
            says: ["without the Secrets other/hf-token"]),
        ModelCase(
            "none was recorded", facts: "modelTokens: null", deployments: ModelCase.gated, verdict: "unknown",
            says: ["without the Secrets models/hf-token"]),
        ModelCase(
            "no model", facts: "modelTokens: null", deployments: "[{name: web, namespace: models}]",
            verdict: "skipped", says: ["no model is named"]),
        ModelCase("nothing at all", facts: "modelTokens: null", deployments: "[]", verdict: "skipped"),
        ModelCase(
            "one of two is missing",
            facts: """
                modelTokens:
                  - {namespace: models, name: hf-token, state: present, code: '', message: ''}
                  - {namespace: team, name: own, state: missing, code: '', message: ''}
                """,
            deployments: """
                [{name: a, namespace: models, model: {id: a/b, gated: true}, serving: {hfTokenSecret: hf-token}},
                 {name: c, namespace: team, model: {id: a/b, gated: true}, serving: {hfTokenSecret: own}}]
                """,
            verdict: "fail", says: ["Secret team/own, which team/c names, is not there"]),
    ]

    @Test(arguments: cases) func isJudged(_ item: ModelCase) throws { try item.expect("model-token") }
}
