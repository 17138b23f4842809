import ArgumentParser
import Deployments
import Kubernetes
import Readiness
import Reports
import Value

struct DeploymentsAsk: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "ask", abstract: "Ask a model a question.",
        discussion: """
            Asks the deployment's endpoint through the API server, and prints the
            answer as it comes. The last line, on standard error, says how fast that
            was: the rate is that of the tokens after the first.

            Examples:
              groundcrew deployments ask qwen3 -n models "Why is the sky blue?"
              groundcrew deployments ask models/qwen3 Hello --max-tokens 50 -o json
            """)

    @Argument(help: ArgumentHelp("The deployment, as NAME or NAMESPACE/NAME.", valueName: "name"))
    var name: String

    @Argument(help: "What the model is asked.")
    var question: String

    @Option(help: ArgumentHelp("Longest answer; the server's own limit when not given.", valueName: "count"))
    var maxTokens: Int64?

    @Option(
        help: ArgumentHelp(
            "Name that the model is served under; the deployment's own when not given.", valueName: "name"))
    var model: String?

    @Flag(inversion: .prefixedNo, help: "Have the answer sent piece by piece.")
    var stream = true

    @Option(help: ArgumentHelp("How long the answer may be silent.", valueName: "duration"))
    var timeout = TimeoutArgument.minutes(5)

    @OptionGroup var which: DeploymentProviderOption
    @OptionGroup var folders: ProviderFolderOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var options: OutputOptions

    func validate() throws {
        try CountBounds.check("--max-tokens", maxTokens, 1...100_000_000)
        if question.allSatisfy(\.isWhitespace) { throw ValidationError("the question is empty") }
    }

    func run(_ context: CommandContext) async throws {
        // Wrong names are told before a cluster is asked.
        _ = try DeploymentReference.one(name, flag: cluster.namespace, current: "default")
        let registry = try folders.registry(context)
        let provider = try which.name(in: registry)
        try await ClusterSession.with(
            cluster, providers: registry, context: context, logger: options.logger(context)
        ) { session in
            session.noteSandbox(context)
            let reference = try DeploymentReference.one(
                name, flag: cluster.namespace, current: session.client.defaultNamespace)
            let engine = session.engine(try session.driver(.native, helm: nil, context), registry, context)
            let status = try await engine.answering(
                reference.name, namespace: reference.namespace, provider: provider)
            if status.phase != .running {
                context.warn(["deployment \(status.id) is \(status.phase.rawValue): \(status.message)"])
            }
            let wanted = Question(
                question, model: model, maxTokens: maxTokens, streams: stream, timeout: timeout.duration)
            guard options.output == .text else {
                let answer = try await engine.ask(wanted, of: status) { _ in }
                return session.printer(options, context).print(kind: "Answer", answer.value.object ?? [:]) { "" }
            }
            session.noteSimulated(context)
            try await tell(wanted, status, engine, context)
        }
    }

    private func tell(
        _ question: Question, _ status: DeploymentStatus, _ engine: DeploymentEngine, _ context: CommandContext
    ) async throws {
        let output = context.standardOutput
        var isInLine = false
        // What broke off ends its line, too.
        defer { if isInLine { output.line() } }
        let answer = try await engine.ask(question, of: status) { piece in
            guard let last = piece.last else { return }
            output.write(plainText(piece))
            isInLine = !last.isNewline
        }
        if isInLine {
            output.line()
            isInLine = false
        }
        if answer.isOnlyThought {
            context.standardError.line(
                "note: the model has thought, and come to no answer: give it more with --max-tokens")
        }
        context.standardError.line(answer.speed)
    }
}
