import Testing

@testable import Preflight

/// Access to models, and the hub itself: both are told by one fact.
@Suite struct ModelAccessCheckTests {
    static func facts(
        _ state: String, model: String = "meta-llama/Llama-3.1-8B", token: Bool = false, gated: String = "null",
        message: String = "words", more: String = ""
    ) -> String {
        """
        hubModels:
          - {model: \(model), endpoint: 'https://huggingface.co', proxy: '', state: \(state), message: '\(message)',
             token: \(token), gated: \(gated), private: null, architectures: [], formats: [], weights: null,
             contextLength: null}
        \(more)
        """
    }

    private static let qwen = "Qwen/Qwen3-8B"
    private static let untold = ModelCase.gated.with(Edit(", hfTokenSecret: hf-token", ""))

    private static let both = "[{name: a, namespace: m, model: {id: a/b}}, {name: c, namespace: m, model: {id: c/d}}]"

    /// One that was asked about, and another, which is mostly one too many.
    private static func two(_ state: String, _ other: String = "notAsked") -> String {
        let second = facts(other, model: "c/d").split(separator: "\n").dropFirst().joined(separator: "\n")
        return facts(state, model: "a/b", more: second)
    }

    static let access: [ModelCase] = [
        ModelCase(
            "public F40", facts: facts("granted", model: qwen, gated: "false"), verdict: "pass",
            says: ["Qwen/Qwen3-8B is public"]),
        ModelCase(
            "granted to this machine's token", facts: facts("granted", token: true, gated: "true"),
            deployments: ModelCase.gated, verdict: "pass", says: ["is given to the owner of this machine's token"]),
        ModelCase(
            "gated, no Secret, no token here F39", facts: facts("gated"), deployments: untold, verdict: "fail",
            says: ["meta-llama/Llama-3.1-8B is gated, and models/llama names no Secret with a token"]),
        ModelCase(
            "gated, no Secret, a token here that has leave F39", facts: facts("granted", token: true, gated: "true"),
            deployments: untold, verdict: "fail",
            says: ["is given only to those with a token, and models/llama names no"]),
        ModelCase(
            "gated, no Secret, a token here without leave F39", facts: facts("gated", token: true),
            deployments: untold, verdict: "fail", says: ["is given only to those with a token"]),
        ModelCase(
            "gated, a Secret, no token here F39", facts: facts("gated"), deployments: ModelCase.gated,
            verdict: "warn", says: ["whether the token in the Secret has leave is not seen", "set HF_TOKEN"]),
        ModelCase(
            "gated, a Secret, a token here without leave F39", facts: facts("gated", token: true),
            deployments: ModelCase.gated, verdict: "warn",
            says: [
                "the owner of this machine's token has no leave for meta-llama/Llama-3.1-8B", "Secret hf-token",
                "ask for leave at https://huggingface.co/meta-llama/Llama-3.1-8B",
            ]),
        ModelCase(
            "hidden, no Secret", facts: facts("hidden", model: qwen), verdict: "fail",
            says: ["Qwen/Qwen3-8B is not there or is private, and models/qwen names no Secret"]),
        ModelCase(
            "hidden, a Secret", facts: facts("hidden"), deployments: ModelCase.gated, verdict: "warn",
            says: ["is not there or is private; whether the token in the Secret"]),
        ModelCase(
            "missing", facts: facts("missing", model: qwen), verdict: "fail",
            says: ["https://huggingface.co has no model Qwen/Qwen3-8B", "letter case"]),
        ModelCase(
            "missing for the token", facts: facts("missing", token: true), deployments: ModelCase.gated,
            verdict: "fail", says: ["that the owner of this machine's token may see"]),
        ModelCase(
            "the token is none", facts: facts("badToken", token: true), deployments: ModelCase.gated, verdict: "warn",
            says: ["does not accept HF_TOKEN of this machine"]),
        ModelCase(
            "throttled R29", facts: facts("throttled", model: qwen), verdict: "warn",
            says: ["who may fetch Qwen/Qwen3-8B is not known", "see model-hub"]),
        ModelCase("unresolved", facts: facts("unresolved", model: qwen), verdict: "warn", says: ["see model-hub"]),
        ModelCase("no answer in time", facts: facts("timeout", model: qwen), verdict: "warn", says: ["see model-hub"]),
        ModelCase("a broken answer", facts: facts("lost", model: qwen), verdict: "warn", says: ["see model-hub"]),
        ModelCase(
            "throttled beside a public one", facts: two("granted", "throttled"), deployments: both, verdict: "warn",
            says: ["who may fetch c/d is not known", "c/d: words"]),
        ModelCase(
            "unresolved beside a public one", facts: two("granted", "unresolved"), deployments: both, verdict: "warn",
            says: ["who may fetch c/d is not known"]),
        ModelCase(
            "only pods reach the hub of one", facts: two("granted", "unprobed"), deployments: both, verdict: "pass",
            says: ["a/b is public; nobody asked about c/d"]),
        ModelCase(
            "not asked", facts: facts("unprobed", model: qwen, message: "in the cluster"), verdict: "skipped",
            says: ["in the cluster"]),
        ModelCase(
            "too many", facts: facts("notAsked", model: qwen, message: "3 models were not asked about"),
            verdict: "unknown", says: ["3 models were not asked about", "models/qwen: Qwen/Qwen3-8B", "fewer models"]),
        ModelCase(
            "too many beside a public one", facts: two("granted"), deployments: both, verdict: "unknown",
            says: ["words"]),
        ModelCase(
            "too many beside one that is missing", facts: two("missing"), deployments: both, verdict: "fail",
            says: ["has no model a/b"]),
        ModelCase("forbidden", facts: "hubModels: forbidden", verdict: "unknown", says: ["forbidden"]),
        ModelCase("timed out", facts: "hubModels: timeout", verdict: "unknown", says: ["timeout"]),
        ModelCase("absent", facts: "hubModels: null", verdict: "unknown", says: ["without the models Qwen/Qwen3-8B"]),
        ModelCase(
            "recorded for another", facts: facts("granted", model: "a/b"), verdict: "unknown",
            says: ["without the models Qwen/Qwen3-8B"]),
        ModelCase(
            "no model", facts: "hubModels: null", deployments: "[{name: web, namespace: models}]", verdict: "skipped"),
    ]

    static let hub: [ModelCase] = [
        ModelCase(
            "it answers", facts: facts("granted", model: qwen), verdict: "pass",
            says: ["https://huggingface.co answers"]),
        ModelCase(
            "it answers through a proxy",
            facts: facts("granted", model: qwen).with(Edit("proxy: ''", "proxy: 'http://proxy:3128'")),
            verdict: "pass", says: ["through proxy http://proxy:3128"]),
        ModelCase("a refusal is an answer", facts: facts("gated"), deployments: ModelCase.gated, verdict: "pass"),
        ModelCase(
            "it throttles_R29", facts: facts("throttled", model: qwen, message: "no more requests (429)"),
            verdict: "warn", says: ["no more requests (429)", "a token does not help", "modelCache.claim"]),
        ModelCase(
            "it does not resolve", facts: facts("unresolved", model: qwen, message: "no such name"), verdict: "warn",
            says: ["https://huggingface.co does not answer from here: no such name", "hub.endpoint"]),
        ModelCase(
            "it is not well", facts: facts("unhealthy", model: qwen, message: "it answers 503"), verdict: "warn",
            says: ["it answers 503"]),
        ModelCase(
            "it is something else", facts: facts("other", model: qwen, message: "not as the hub does"),
            verdict: "warn", says: ["not as the hub does"]),
        ModelCase(
            "it answers, and there are too many models", facts: two("granted"), deployments: both, verdict: "pass",
            says: ["https://huggingface.co answers"]),
        ModelCase(
            "it does not answer, and there are too many models", facts: two("unresolved"), deployments: both,
            verdict: "warn", says: ["https://huggingface.co does not answer from here: words"]),
        ModelCase(
            "only pods reach it", facts: facts("unprobed", model: qwen, message: "only pods reach it"),
            verdict: "skipped", says: ["only pods reach it"]),
        ModelCase("forbidden", facts: "hubModels: forbidden", verdict: "unknown"),
        ModelCase("timed out", facts: "hubModels: timeout", verdict: "unknown"),
        ModelCase("absent", facts: "hubModels: null", verdict: "unknown", says: ["without the models"]),
    ]

    @Test(arguments: access) func accessIsJudged(_ item: ModelCase) throws { try item.expect("model-access") }

    @Test(arguments: hub) func theHubIsJudged(_ item: ModelCase) throws { try item.expect("model-hub") }
}
