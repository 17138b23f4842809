import Commands
import HTTP
import Sandbox
import Testing
import Value

/// `deployments ask` from its arguments to its exit status.
@Suite(.timeLimit(.minutes(3)))
struct DeploymentAskCommandTests {
    private func with(_ deploy: String = "", _ body: (SimulatedCluster) async throws -> Void) async throws {
        try await SimulatedCluster.with { cluster in
            let line = "deploy Qwen/Qwen3-0.6B --name qwen3 --provider vllm -n models --no-smoke \(deploy)"
            let run = await cluster.run(line)
            try #require(run.status == .done, "\(line): \(run.everything)")
            try await body(cluster)
        }
    }

    private func ask(
        _ cluster: SimulatedCluster, _ flags: String = "", question: String = "Why is the sky blue?",
        through transport: (any HTTPTransport)? = nil
    ) async -> CommandRun {
        await cluster.run(
            ["deployments", "ask", "qwen3", question, "-n", "models"] + flags.split(separator: " ").map(String.init),
            through: transport)
    }

    private static let answer = "This is a simulated answer: no model runs in the sandbox.\n"

    @Test func theAnswerIsPrintedAndItsSpeedSaidBesides() async throws {
        try await with { cluster in
            let run = await ask(cluster)
            #expect(run.status == .done, "\(run.everything)")
            #expect(run.output == Self.answer)
            let lines = run.errors.split(separator: "\n")
            #expect(lines.first == "(simulated cluster: no container runs and no model answers)")
            #expect(lines.last?.hasPrefix("first token after ") == true, "\(run.errors)")
            #expect(lines.last?.hasSuffix(", 11 tokens") == true, "\(run.errors)")
            #expect(lines.count == 2)
        }
    }

    @Test func anAnswerThatComesWholeIsTheSame() async throws {
        try await with { cluster in
            let run = await ask(cluster, "--no-stream --max-tokens 3")
            #expect(run.output == "This is a\n")
            #expect(run.errors.contains("answered in "), "\(run.errors)")
            #expect(run.errors.contains(", 3 tokens\n"), "\(run.errors)")
        }
    }

    @Test(arguments: ["json", "yaml"]) func programsGetOneDocument(format: String) async throws {
        try await with { cluster in
            let run = await ask(cluster, "-o \(format)")
            #expect(run.status == .done, "\(run.everything)")
            #expect(run.errors.isEmpty, "\(run.errors)")
            let document = try format == "json" ? run.json : run.yaml
            #expect(document["kind"] == "Answer" && document["simulated"] == true)
            #expect(document["answer"]?.string.map { $0 + "\n" } == Self.answer)
            #expect(document["model"] == "Qwen/Qwen3-0.6B")
            #expect(document["promptTokens"] == 1 && document["completionTokens"] == 11)
            #expect(document.object?.keys.contains("tokensPerSecond") == true)
            #expect(document.object?.keys.contains("timeToFirstTokenSeconds") == true)
        }
    }

    @Test func theServersFailureIsToldInItsWords() async throws {
        try await with { cluster in
            let run = await ask(cluster, "--model nosuch")
            #expect(run.status == .failed, "\(run.everything)")
            #expect(run.output.isEmpty)
            #expect(
                run.errors.contains("answers with status 404: simulated: The model `nosuch` does not exist.\n  next: "),
                "\(run.errors)")
        }
    }

    @Test func whatBreaksOffEndsItsLine() async throws {
        try await with { cluster in
            let transport = Answering(inner: cluster.sandbox.transport) { _ in
                #"data: {"choices":[{"delta":{"content":"half an"}}]}"# + "\n\n"
            }
            let run = await ask(cluster, through: transport)
            #expect(run.status == .failed, "\(run.everything)")
            #expect(run.output == "half an\n")
            #expect(run.errors.contains("broke off: the server said no end of it"), "\(run.errors)")
        }
    }

    @Test func whatAModelSaysSteersNoTerminal() async throws {
        try await with { cluster in
            let transport = Answering(inner: cluster.sandbox.transport) { _ in
                #"data: {"choices":[{"delta":{"content":"\u001b[2Jbye\n"},"finish_reason":"stop"}]}"# + "\n\n"
            }
            let run = await ask(cluster, through: transport)
            #expect(run.output == "\\u{1b}[2Jbye\n", "\(run.output)")
            let json = await ask(cluster, "-o json", through: transport)
            #expect(!json.output.contains("\u{1B}"), "\(json.output)")
        }
    }

    @Test func aModelThatOnlyThinksIsNoted() async throws {
        try await with { cluster in
            let transport = Answering(inner: cluster.sandbox.transport) { _ in
                #"data: {"choices":[{"delta":{"reasoning_content":"hm"},"finish_reason":"length"}]}"# + "\n\n"
            }
            let run = await ask(cluster, through: transport)
            #expect(run.status == .done)
            #expect(run.output.isEmpty)
            #expect(run.errors.contains("note: the model has thought, and come to no answer: give it more"))
        }
    }

    @Test func theQuestionIsTheWholeOfIt() async throws {
        try await with { cluster in
            let question = "it's \"a\" $question\n"
            let transport = Answering(inner: cluster.sandbox.transport) { body in
                #expect(body["messages"]?[0]?["content"]?.string == question)
                #expect(body["max_tokens"] == 7 && body["stream"] == true)
                return "data: [DONE]\n\n"
            }
            let run = await ask(cluster, "--max-tokens 7", question: question, through: transport)
            #expect(run.status == .done, "\(run.everything)")
        }
    }

    @Test func oneThatDoesNotRunIsNotAsked() async throws {
        try await with("--replicas 0") { cluster in
            let run = await ask(cluster)
            #expect(run.status == .failed, "\(run.everything)")
            #expect(run.errors.contains("groundcrew: deployment models/qwen3 is Stopped: "), "\(run.errors)")
            #expect(run.errors.contains("next: groundcrew deployments scale models/qwen3 --replicas 1"))
        }
    }

    @Test func anInterruptEndsAnAnswerThatGoesOn() async throws {
        try await with { cluster in
            let run = try await cluster.interrupted(
                "deployments ask qwen3 Hello -n models", through: Endless(inner: cluster.sandbox.transport),
                after: { output, _ in output.contains("on and on and") })
            #expect(run.status == .interrupted)
            #expect(run.output.hasSuffix("\n"))
            #expect(run.errors.contains("groundcrew: interrupted"), "\(run.errors)")
        }
    }

    @Test(arguments: [
        (["a/b/c", "hi"], "'a/b/c' does not name a deployment"), (["qwen3", " "], "the question is empty"),
        (["qwen3"], "question"),
        (["qwen3", "hi", "--max-tokens", "0"], "--max-tokens is 0; it must be from 1"),
    ])
    func wrongArgumentsEndWithTwo(arguments: [String], words: String) async {
        let run = await CommandRun.of(["deployments", "ask"] + arguments)
        #expect(run.status == .usage, "\(run.everything)")
        #expect(run.errors.contains(words), "\(run.errors)")
    }
}

/// A model's server that answers with events of the test's.
private struct Answering: HTTPTransport {
    let inner: any HTTPTransport
    let events: @Sendable (Value) -> String

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        guard request.url.hasSuffix("/chat/completions") else { return try await inner.send(request) }
        let text = events(try Value(json: request.body ?? []))
        return HTTPResponse(
            status: 200, headers: ["Content-Type": "text/event-stream"], body: HTTPBody(Array(text.utf8)))
    }
}

/// A model that does not stop.
private struct Endless: HTTPTransport {
    let inner: any HTTPTransport

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        guard request.url.hasSuffix("/chat/completions") else { return try await inner.send(request) }
        return HTTPResponse(
            status: 200, headers: ["Content-Type": "text/event-stream"],
            body: HTTPBody {
                {
                    try await Task.sleep(for: .milliseconds(5))
                    return Array("data: {\"choices\":[{\"delta\":{\"content\":\"on and \"}}]}\n\n".utf8)
                }
            })
    }
}
