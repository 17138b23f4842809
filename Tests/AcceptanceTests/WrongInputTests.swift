import FoundationEssentials
import TestParts
import Testing

/// Wrong usage and wrong files end with status 2 before anything is asked of a cluster, and say where the mistake is.
@Suite(.timeLimit(.minutes(5))) struct WrongInputTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var arguments: [String]
        /// What standard error has to hold.
        var words: String
        /// The text of the file that `FILE` stands for.
        var file: String?

        init(_ arguments: String..., words: String, file: String? = nil) {
            self.arguments = arguments
            self.words = words
            self.file = file
        }

        var testDescription: String { "\(arguments) \(words)" }
    }

    static let head = "apiVersion: groundcrew/v1\nkind: Bootstrap\n"

    static let cases = [
        Case("preflight", "--sandbx", words: "Unknown option '--sandbx'. Did you mean '--sandbox'?"),
        Case("preflihgt", words: "There is no command 'preflihgt' (did you mean 'preflight'?)"),
        Case("bootstrap", words: "Missing expected argument '--file <file>'"),
        Case("deploy", "Qwen/Qwen3-0.6B", "--driver", "tiller", words: "--driver"),
        Case("deploy", "Qwen/Qwen3-0.6B", "--timeout", "soon", words: "--timeout"),
        Case("install", "nvidia", "--sandbox", words: "there is no provider 'nvidia'; known are dynamo"),
        Case("preflight", "--only", "nat", "--sandbox", words: "nat"),

        Case("status", "--kubeconfig", "/nonexistent/kubeconfig", words: "/nonexistent/kubeconfig: no such file"),
        Case(
            "status", "--kubeconfig", "FILE", words: "FILE:4:1: did not find expected",
            file: "apiVersion: v1\nkind: Config\nclusters: [a\n"),
        Case(
            "status", "--kubeconfig", "FILE", "--context", "b", words: "context \"b\" does not exist",
            file: """
                apiVersion: v1
                kind: Config
                contexts: [{name: a, context: {cluster: a, user: a}}]
                clusters: [{name: a, cluster: {server: "https://127.0.0.1:9"}}]
                users: [{name: a, user: {}}]
                """),

        Case("bootstrap", "--sandbox", "-f", "/nonexistent.yaml", words: "/nonexistent.yaml: no such file"),
        Case("bootstrap", "--sandbox", "-f", "FILE", words: "FILE: is empty", file: ""),
        Case(
            "bootstrap", "--sandbox", "-f", "FILE", words: "FILE:5:1: did not find expected",
            file: head + "models:\n- id: [a\n"),
        Case(
            "bootstrap", "--sandbox", "-f", "FILE", words: "FILE:3:1: models needs at least one",
            file: head + "models: []"),
        Case(
            "bootstrap", "--sandbox", "-f", "FILE", words: "FILE:4:13: models[0].replica is not known",
            file:
                head + "models:\n- {id: a/b, replica: 3}\n"),
        Case(
            "bootstrap", "--sandbox", "-f", "FILE", words: "models[0].replicas is a string",
            file:
                head + "models:\n- {id: a/b, replicas: many}\n"),
        Case(
            "bootstrap", "--sandbox", "-f", "FILE", words: "FILE:1:1: apiVersion must be groundcrew/v1",
            file:
                "apiVersion: groundcrew/v9\nkind: Bootstrap\nmodels: [{id: a/b}]\n"),
        Case(
            "bootstrap", "--sandbox", "-f", "FILE", words: "operators.dynamo is not an operator that the models need",
            file:
                head + "operators: {dynamo: {version: 1.5.1}}\nmodels: [{id: Qwen/Qwen3-0.6B}]\n"),
    ]

    @Test(arguments: cases)
    func endsWithStatusTwoAndSaysWhere(_ wrong: Case) async throws {
        try await TestParts.withTemporaryFolder { folder in
            let path = "\(folder)/file.yaml"
            try wrong.file?.write(toFile: path, atomically: true, encoding: .utf8)
            let result = try await Groundcrew.run(wrong.arguments.map { $0 == "FILE" ? path : $0 })
            #expect(result.exitCode == 2, "\(result)")
            #expect(
                result.standardError.replacing(path, with: "FILE").contains(wrong.words), "\(result)")
            #expect(result.standardOutput.isEmpty, "\(result)")
        }
    }
}
