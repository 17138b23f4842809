import Formats
import Readiness
import Testing
import Value

@testable import Deployments

@Suite struct DeploymentStatusTests {
    private let endpoint = DeploymentStatus.Endpoint(
        service: "qwen3-frontend", namespace: "models", port: 8000, scheme: "http", path: "/v1")

    @Test func saysWhereTheModelAnswers() {
        #expect(endpoint.url == "http://qwen3-frontend.models.svc:8000/v1")
        #expect(
            endpoint.portForward
                == "kubectl port-forward --namespace models service/qwen3-frontend 8000:8000")
        #expect(
            endpoint.curl(model: "Qwen/Qwen3-0.6B")
                == "curl http://127.0.0.1:8000/v1/chat/completions -H 'Content-Type: application/json' "
                + #"-d '{"model":"Qwen/Qwen3-0.6B","messages":[{"role":"user","content":"Hello"}]}'"#)
    }

    @Test(arguments: [
        "Qwen/Qwen3-0.6B", "it's", "a\"b", "a\\b", "'; touch /tmp/never; '", "$(id)", "`id`", "a b", "ä\n", "-n", "''",
    ])
    func aModelsNameNeverBreaksTheShellLine(model: String) throws {
        let line = endpoint.curl(model: model)
        let words = try #require(ShellWords.split(line), "\(line) is not a sound shell line")
        #expect(words.count == 6)
        #expect(words.first == "curl")
        let body = try Value(jsonText: try #require(words.last))
        #expect(body["model"]?.string == model)
        #expect(body["messages"]?[0]?["content"] == "Hello")
    }

    @Test(arguments: [
        ("plain", "plain"), ("a/b:1.2_3@x%y+z,w=v-", "a/b:1.2_3@x%y+z,w=v-"), ("", "''"), ("a b", "'a b'"),
        ("it's", #"'it'\''s'"#), ("*", "'*'"), ("~", "'~'"), ("#", "'#'"), ("é", "'é'"), ("a\nb", "'a\nb'"),
        ("$HOME", "'$HOME'"), ("{a,b}", "'{a,b}'"),
    ])
    func quotesWhatAShellWouldRead(text: String, word: String) {
        #expect(ShellWord.quoted(text) == word)
        #expect(ShellWords.split(word) == [text])
    }

    @Test func valueHoldsEveryFieldAndSaysNullForTheUnknown() {
        let status = DeploymentStatus(
            name: "qwen3", namespace: "models", provider: "dynamo", model: nil, engine: nil, phase: .pending,
            message: "waiting", desired: 2, ready: nil,
            pods: [.init(name: "p", phase: "Running", isReady: true)],
            causes: [PodDiagnosis(cause: .imagePull, message: "no such image", object: "pod/p")], endpoint: nil)
        #expect(
            status.value == [
                "name": "qwen3", "namespace": "models", "provider": "dynamo", "model": .null, "engine": .null,
                "phase": "Pending", "message": "waiting", "replicas": ["desired": 2, "ready": .null],
                "pods": [["name": "p", "phase": "Running", "ready": true]],
                "causes": [
                    [
                        "cause": "imagePull", "object": "pod/p", "message": "no such image",
                        "hint": .string(PodDiagnosis(cause: .imagePull, message: "", object: "").hint),
                    ]
                ], "endpoint": .null, "unseen": [],
            ])
    }

    @Test(arguments: [(Int64?.none, Int64?.none, ""), (0, 0, ""), (2, nil, " 0/2"), (2, 1, " 1/2")])
    func countsAreShownWhereTheyAreKnown(desired: Int64?, ready: Int64?, text: String) {
        let status = DeploymentStatus(
            name: "", namespace: "", provider: "", model: nil, engine: nil, phase: .pending, message: "",
            desired: desired, ready: ready, pods: [], causes: [], endpoint: nil)
        #expect(status.counts == text)
    }
}

/// What a POSIX shell makes of a line without expansions; nil where it would expand or go on to a next line.
enum ShellWords {
    static func split(_ line: String) -> [String]? {
        var words: [String] = []
        var word: String?
        var rest = Substring(line)
        while let character = rest.popFirst() {
            switch character {
            case " ":
                if let ended = word { words.append(ended) }
                word = nil
            case "'":
                guard let end = rest.firstIndex(of: "'") else { return nil }
                word = (word ?? "") + rest[..<end]
                rest = rest[rest.index(after: end)...]
            case "\\":
                guard let next = rest.popFirst() else { return nil }
                word = (word ?? "") + String(next)
            case "$", "`", "\"", ";", "&", "|", "<", ">", "(", ")", "*", "?", "[", "~", "#", "{", "}", "\n", "!":
                return nil
            default: word = (word ?? "") + String(character)
            }
        }
        return words + (word.map { [$0] } ?? [])
    }
}
